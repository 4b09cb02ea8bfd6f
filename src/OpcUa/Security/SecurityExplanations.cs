using System.Collections.Frozen;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>The one table of what security's refusals mean to the person who must do something about them (Part 4 §7.39, §6.1.3).</summary>
public static class SecurityExplanations
{
    private const string TrustUs = "let it trust this application's certificate (many servers keep it under 'rejected'), then it works at the next attempt.";
    private const string TrustThem = "compare the fingerprint with what the server's operator sees, then approve the certificate.";
    private const string NewThere = "give the server a new certificate, then approve that here.";
    private const string Clocks = "set the clocks of both machines right, or renew the certificate that is out of date.";
    private const string UserThere = "look whether the user exists, may log in and has this password or certificate.";

    // By the upper half of the status, which is its code (Part 4 §7.39.1).
    private static readonly FrozenDictionary<uint, SecurityExplanation> Table = new Dictionary<uint, SecurityExplanation>
    {
        [0x8012] = new("A certificate is damaged, or a message was made for another certificate: after one side renewed its own, most often.",
            "connect again, so that the server's present certificate is used.", NewThere),
        [0x8013] = new("The other side refuses and, for safety, does not say why: nearly always because it does not trust this application's certificate yet.",
            "export this application's certificate if the server did not keep it.", TrustUs),
        [0x8014] = new("A certificate is out of date or not valid yet, or a clock is wrong.", Clocks, Clocks),
        [0x8015] = new("The certificate of an authority is out of date or not valid yet, or a clock is wrong.", "put the authority's new certificate into the trust folder.", Clocks),
        [0x8016] = new("The server is reached by a name or address that its certificate does not hold.",
            "use the name that is in the certificate.", "give the server a certificate with the name or address that is used."),
        [0x8017] = new("The application URI in the certificate is not the one that the application says it has.",
            "do not set an application URI other than the certificate's.", "give the server a certificate with its own URI: its settings were changed after the certificate was made."),
        [0x8018] = new("The certificate may not be used for this: its key usage lacks digitalSignature or dataEncipherment.", "", NewThere),
        [0x8019] = new("A certificate in the chain is none of an authority, or may not sign certificates.", "put the right authority's certificate into the trust folder.", NewThere),
        [0x801A] = new("The certificate is not trusted by the side that checks it.", TrustThem, TrustUs),
        [0x801B] = new("It is not certain whether the certificate was taken back: its authority's revocation list is missing or out of date.",
            "put the authority's new list into crl/.", "give the server the authority's new list."),
        [0x801C] = new("It is not certain whether an authority's certificate was taken back: the revocation list of its issuer is missing or out of date.",
            "put the issuer's new list into crl/.", "give the server the issuer's new list."),
        [0x801D] = new("Its authority has taken the certificate back.", "get a new certificate if it is this application's.", NewThere),
        [0x801E] = new("The certificate of an authority was taken back.", "trust the authority's successor.", NewThere),
        [0x801F] = new("The user is known but may not do this, or the password is wrong.", "check user name and password.", UserThere),
        [0x8020] = new("The server cannot read how the user logs in: a wrong certificate for the password, or another way than it offers.",
            "connect again; if that does not help, choose another way to log in.", "look which ways to log in the endpoint is set up for."),
        [0x8021] = new("The server does not accept this user, or not this way of logging in at this endpoint.",
            "choose a user name, a certificate or anonymous, as the server's endpoint offers it.", UserThere),
        [0x8024] = new("The random number of one side was too short or was used twice: an old or faulty implementation, or somebody replays messages.",
            "", "install the maker's update."),
        [0x8054] = new("The server has no endpoint with this security.", "choose a policy and a mode that the server offers.", "turn on a policy that is not broken."),
        [0x8055] = new("The security policy is not offered, or is too weak to be used.",
            "choose a policy that the server offers; a withdrawn one needs an exception with a reason.", "turn on Basic256Sha256 or a stronger policy."),
        [0x8056] = new("The server has all the sessions that it can hold: often left behind by clients that did not say goodbye.",
            "", "close sessions that nobody uses, or allow more."),
        [0x8057] = new("The signature of the user's certificate is wrong: the key does not belong to the certificate.", "use the key that was made with the certificate.", ""),
        [0x8058] = new("One side could not prove that it has its certificate's key: the certificate was replaced without its key, or somebody pretends to be it.",
            "make sure that certificate and key belong together.", "make sure that certificate and key belong together."),
        [0x8059] = new("The server finds no certificate of this application that it could use.", "", TrustUs),
        [0x807D] = new("The server is too busy for another connection just now.", "wait: it is tried again by itself.", "close connections that nobody uses, or allow more."),
        [0x8081] = new("The server has no room for another connection.", "wait: it is tried again by itself.", "close connections that nobody uses, or allow more."),
        [0x8083] = new("The server does not know the address by which it was called: often a missing path behind the port.",
            "use the address that discovery shows, with its path.", "add the address to those under which the server is known."),
        [0x80E6] = new("This needs a channel that is encrypted.", "choose SignAndEncrypt.", ""),
        [0x810D] = new("The certificates between this one and its authority are not known to the side that checks it.",
            "put the authorities in between into issuers/ of the trust folder.", "send the whole chain, or install the authorities in between."),
        [0x8114] = new("The certificate is too weak for the policy: its key is too short or too long, or it is signed with SHA-1 or MD5.",
            "", "give the server a certificate with a key of 2048 to 4096 bits, signed with SHA-256."),
    }.ToFrozenDictionary();

    /// <summary>Whether a status finds fault with a certificate: BadCertificateInvalid and its siblings.</summary>
    public static bool IsAboutCertificates(StatusCode status) => (status.Value >> 16) is 0x8012 or (>= 0x8014 and <= 0x801E) or 0x810D or 0x8114;

    /// <summary>The explanation of a status that has to do with security; null for others.</summary>
    public static SecurityExplanation? Of(StatusCode status) => Table.GetValueOrDefault(status.Value >> 16);
}
