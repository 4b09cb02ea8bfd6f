using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Finds the way from a certificate to a trusted one and checks every step of it (Part 4 §6.1.3). Nothing is fetched from the network.</summary>
/// <param name="warn">Told what is out of order and yet let through.</param>
internal sealed class ChainCheck(TrustLists lists, RevocationCheck revocation, DateTimeOffset now, Action<string> warn)
{
    /// <summary>The certificate and its issuers up to the root; only the certificate itself when that is trusted and its issuers are not known.</summary>
    /// <param name="sent">What the peer sent behind its certificate: it may complete the chain, and gives no trust.</param>
    /// <exception cref="UaException">Not trusted, revoked, or an issuer is unfit.</exception>
    public void Check(X509Certificate2 leaf, IEnumerable<X509Certificate2> sent, string name)
    {
        var path = Path(leaf, sent, name);
        if (!path.Any(lists.IsTrusted))
        {
            throw Untrusted(leaf, name);
        }

        for (var i = 1; i < path.Count; i++)
        {
            CheckIssuer(path[i], isRoot: i == path.Count - 1);
            CheckRevocation(path[i - 1], path[i], isLeaf: i == 1);
        }
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static string Name(X509Certificate2 certificate) => CertificateFacts.Name(certificate);

    private List<X509Certificate2> Path(X509Certificate2 leaf, IEnumerable<X509Certificate2> sent, string name)
    {
        var roots = lists.Trusted.Concat(lists.Issuers).Where(each => CertificateFacts.IsAuthority(each) && IsSelfIssued(each)).ToArray();
        if (roots.Length == 0 || IsSelfIssued(leaf))
        {
            return [leaf];
        }

        using var builder = new X509Chain();
        builder.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        builder.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // checked here, against the folder's lists
        builder.ChainPolicy.DisableCertificateDownloads = true;
        builder.ChainPolicy.VerificationTime = now.UtcDateTime;
        builder.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid; // said in better words by the one who asks
        builder.ChainPolicy.CustomTrustStore.AddRange(roots);
        builder.ChainPolicy.ExtraStore.AddRange(lists.Trusted.Concat(lists.Issuers).Concat(sent).ToArray());
        if (builder.Build(leaf))
        {
            return [.. builder.ChainElements.Select(element => element.Certificate)];
        }

        var status = builder.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, each) => all | each.Status);
        const X509ChainStatusFlags unknown = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotTimeValid;
        return (status & ~unknown) == X509ChainStatusFlags.NoError
            ? [leaf]
            : throw new UaException(
                StatusCode.BadCertificateInvalid, $"The chain of the {name}'s certificate {Name(leaf)} does not hold ({status & ~unknown}): it needs a new one.");
    }

    private void CheckIssuer(X509Certificate2 issuer, bool isRoot)
    {
        if (now < issuer.NotBefore || now > issuer.NotAfter)
        {
            throw new UaException(
                StatusCode.BadCertificateIssuerTimeInvalid,
                $"The authority {Name(issuer)} is valid from {issuer.NotBefore:u} to {issuer.NotAfter:u}, and now it is {now:u}: renew it, or set the clock right.");
        }

        if (!isRoot && CertificateFacts.HasWeakSignature(issuer))
        {
            throw new UaException(
                StatusCode.BadCertificatePolicyCheckFailed, $"The authority {Name(issuer)} is signed with MD5 or SHA-1: it needs a new certificate.");
        }
    }

    private void CheckRevocation(X509Certificate2 certificate, X509Certificate2 issuer, bool isLeaf)
    {
        var valid = lists.Revocations.Where(list => list.IsBy(issuer) && list.IsSignedBy(issuer)).ToList();
        if (valid.Any(list => list.Names(certificate)))
        {
            throw new UaException(
                isLeaf ? StatusCode.BadCertificateRevoked : StatusCode.BadCertificateIssuerRevoked,
                $"The authority {Name(issuer)} has taken back the certificate {Name(certificate)}: its owner needs a new one.");
        }

        if (valid.Exists(list => list.NextUpdate is not { } next || next >= now))
        {
            return;
        }

        var what = valid.Count == 0
            ? $"There is no revocation list of the authority {Name(issuer)} in crl/"
            : $"The revocation list of the authority {Name(issuer)} was to be replaced by {valid.Max(list => list.NextUpdate):u}";
        if (revocation == RevocationCheck.Required)
        {
            throw new UaException(
                isLeaf ? StatusCode.BadCertificateRevocationUnknown : StatusCode.BadCertificateIssuerRevocationUnknown,
                $"{what}: get a new one from the authority, so that it is certain whether {Name(certificate)} still counts.");
        }

        warn($"{what}; what it issued is believed as it is");
    }

    private static UaException Untrusted(X509Certificate2 leaf, string name) => new(
        StatusCode.BadCertificateUntrusted,
        $"The {name}'s certificate {Name(leaf)} is not trusted{(IsSelfIssued(leaf) ? "" : ", nor is its issuer")}.");
}
