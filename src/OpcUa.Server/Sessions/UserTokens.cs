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
        ServerChannel channel, ActivateSessionRequest request, byte[] serverNonce, CancellationToken cancellationToken)
    {
        var token = UserIdentityToken.Decode(request.UserIdentityToken, options.Codec);
        if (token is AnonymousIdentityToken anonymous)
        {
            return options.AllowAnonymous && anonymous.PolicyId is "" or Endpoints.AnonymousPolicy
                ? ""
                : throw new UaException(StatusCode.BadIdentityTokenRejected, "This server wants to know its users.");
        }

        await throttle.WaitAsync(channel.Peer, cancellationToken).ConfigureAwait(false);
        try
        {
            var policy = Endpoints.PasswordPolicy(channel.Policy);
            return token switch
            {
                UserNameIdentityToken name => Check(policy, name, serverNonce),
                X509IdentityToken certificate => Check(policy, certificate, request.UserTokenSignature, serverNonce),
                _ => throw new UaException(StatusCode.BadIdentityTokenInvalid, "This kind of user identity token is not known here."),
            };
        }
        catch (UaException)
        {
            throttle.Failed(channel.Peer);
            throw;
        }
    }

    private string Check(SecurityPolicy policy, UserNameIdentityToken token, byte[] serverNonce)
    {
        if (options.CheckPassword is null || options.Certificate is null || token.PolicyId != Endpoints.UserNamePolicy)
        {
            throw new UaException(StatusCode.BadIdentityTokenRejected, "This server takes no user names.");
        }

        if (token.EncryptionAlgorithm != policy.AsymmetricEncryptionUri)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, $"The password must come encrypted with {policy.AsymmetricEncryptionUri}.");
        }

        var password = PasswordSecret.Decrypt(policy, options.Certificate.PrivateKey, token.Password, serverNonce);
        return options.CheckPassword(token.UserName, password)
            ? token.UserName
            : throw new UaException(StatusCode.BadUserAccessDenied, "The user name or the password is wrong.");
    }

    private string Check(SecurityPolicy policy, X509IdentityToken token, SignatureData signature, byte[] serverNonce)
    {
        if (options.UserTrust is null || options.Certificate is null || token.PolicyId != Endpoints.CertificatePolicy)
        {
            throw new UaException(StatusCode.BadIdentityTokenRejected, "This server takes no users' certificates.");
        }

        using var key = Trusted(options.UserTrust, token, policy);
        byte[] signed = [.. options.Certificate.Der.Span, .. serverNonce];
        if (signature.Algorithm != policy.AsymmetricSignatureUri || !AsymmetricCryptography.Verify(policy, key, signed, signature.Signature))
        {
            throw new UaException(StatusCode.BadUserSignatureInvalid, "The user does not hold the key of the certificate, or signed something else.");
        }

        return $"certificate {Convert.ToHexString(SHA256.HashData(token.CertificateData))}";
    }

    // The client learns only that it is not accepted; the whole story is in the log and in rejected/.
    private RSA Trusted(TrustFolder trust, X509IdentityToken token, SecurityPolicy policy)
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
