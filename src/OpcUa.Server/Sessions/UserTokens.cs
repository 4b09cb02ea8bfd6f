using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>
/// Checks the user of a session: nobody in particular, a name with a password that came encrypted, or a trusted certificate whose key
/// has signed for this session (Part 4 §7.41).
/// </summary>
internal sealed class UserTokens(UaServerOptions options, LoginThrottle throttle, TimeProvider time)
{
    /// <summary>The user's name, or what stands for the user's certificate; empty for anonymous.</summary>
    /// <exception cref="UaException">BadIdentityTokenInvalid, BadIdentityTokenRejected, BadUserSignatureInvalid or BadUserAccessDenied.</exception>
    public async ValueTask<string> IdentifyAsync(
        ServerChannel channel, ActivateSessionRequest request, Session session, CancellationToken cancellationToken)
    {
        var token = UserIdentityToken.Decode(request.UserIdentityToken, options.Codec);
        if (token is AnonymousIdentityToken anonymous)
        {
            return options.AllowAnonymous && anonymous.PolicyId is "" or Endpoints.AnonymousPolicy
                ? ""
                : throw new UaException(StatusCode.BadIdentityTokenRejected, "This server wants to know its users.");
        }

        await throttle.WaitAsync(channel.Peer, cancellationToken).ConfigureAwait(false);

        // After that wait, not before: how long it was is no secret, and whoever can choose it must not choose how near the next multiple is.
        using var clock = channel.StartRefusalClock();
        try
        {
            return token switch
            {
                UserNameIdentityToken name => Check(channel, name, session),
                X509IdentityToken certificate => Check(channel, certificate, request.UserTokenSignature, session.ServerNonce),
                _ => throw new UaException(StatusCode.BadIdentityTokenInvalid, "This kind of user identity token is not known here."),
            };
        }
        catch (UaException)
        {
            // Before the failure is counted: the next login's wait begins with that.
            await channel.HoldRefusalAsync(clock, cancellationToken).ConfigureAwait(false);
            throttle.Failed(channel.Peer);
            throw;
        }
    }

    private string Check(ServerChannel channel, UserNameIdentityToken token, Session session)
    {
        var policy = Endpoints.UserPolicy(channel.Policy);
        if (options.CheckPassword is null || options.CertificateFor(channel.Policy) is not { } own || !own.Fits(policy) || token.PolicyId != Endpoints.UserNamePolicy)
        {
            throw new UaException(StatusCode.BadIdentityTokenRejected, "This server takes no user names.");
        }

        var password = policy.IsElliptic ? Decrypt(policy, channel, token, session) : Decrypt(policy, own, token, session.ServerNonce);
        return options.CheckPassword(token.UserName, password)
            ? token.UserName
            : throw new UaException(StatusCode.BadUserAccessDenied, "The user name or the password is wrong.");
    }

    private static string Decrypt(SecurityPolicy policy, ApplicationCertificate own, UserNameIdentityToken token, byte[] serverNonce) =>
        token.EncryptionAlgorithm == policy.AsymmetricEncryptionUri
            ? PasswordSecret.Decrypt(policy, own.PrivateKey, token.Password, serverNonce)
            : throw new UaException(StatusCode.BadIdentityTokenInvalid, $"The password must come encrypted with {policy.AsymmetricEncryptionUri}.");

    // The secret itself says how it is encrypted; what the token says of it counts for nothing.
    private static string Decrypt(SecurityPolicy policy, ServerChannel channel, UserNameIdentityToken token, Session session)
    {
        if (session.UserKey is not { } key || key.Policy != policy)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, $"The session was given no key for passwords under {policy}: its client must ask for one.");
        }

        using var client = TrustFolder.PublicKey(channel.ClientCertificate.Span, policy);
        return EccSecret.Decrypt(policy, key, client, token.Password, session.ServerNonce);
    }

    private string Check(ServerChannel channel, X509IdentityToken token, SignatureData signature, byte[] serverNonce)
    {
        var policy = Endpoints.UserPolicy(channel.Policy);
        if (options.UserTrust is null || options.CertificateFor(channel.Policy) is not { } own || !own.Fits(policy) || token.PolicyId != Endpoints.CertificatePolicy)
        {
            throw new UaException(StatusCode.BadIdentityTokenRejected, "This server takes no users' certificates.");
        }

        using var key = Trusted(options.UserTrust, token, policy);
        byte[] signed = [.. own.Der.Span, .. serverNonce];
        if (!policy.NamesSignature(signature.Algorithm) || !AsymmetricCryptography.Verify(policy, key, signed, signature.Signature))
        {
            throw new UaException(StatusCode.BadUserSignatureInvalid, "The user does not hold the key of the certificate, or signed something else.");
        }

        return $"certificate {Convert.ToHexString(SHA256.HashData(token.CertificateData))}";
    }

    // The client learns only that it is not accepted; the whole story is in the log and in rejected/.
    private AsymmetricAlgorithm Trusted(TrustFolder trust, X509IdentityToken token, SecurityPolicy policy)
    {
        try
        {
            return trust.ValidateUser(token.CertificateData, policy, time);
        }
        catch (UaException refusal)
        {
            throw new UaException(StatusCode.BadIdentityTokenRejected, $"The user's certificate is not accepted: {refusal.Message}", refusal);
        }
    }
}
