using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>What client and server prove to each other when a session is made and activated (Part 4 §5.7.2 and §5.7.3).</summary>
internal sealed class SessionSecurity(UaClientOptions options, TimeProvider time)
{
    private const int NonceLength = 32;

    private SecurityPolicy Policy => options.Security.Policy;

    public static byte[] NewNonce() => RandomNumberGenerator.GetBytes(NonceLength);

    public byte[]? OwnCertificate => Policy.IsNone ? null : Own.Der.ToArray();

    /// <summary>The server must show the certificate of its endpoint, a nonce of its own, and that it has the certificate's key.</summary>
    public void VerifyCreated(CreateSessionResponse response, SelectedEndpoint selected, byte[] clientNonce)
    {
        if (Policy.IsNone)
        {
            return;
        }

        VerifyNonce(response.ServerNonce, clientNonce);
        if (!response.ServerCertificate.AsSpan().SequenceEqual(selected.Endpoint.ServerCertificate))
        {
            throw new UaException(StatusCode.BadSecurityChecksFailed, "The session's server shows another certificate than its endpoint.");
        }

        using var key = KeyOf(response.ServerCertificate);
        byte[] signed = [.. Own.Der.Span, .. clientNonce];
        if (response.ServerSignature.Algorithm != Policy.AsymmetricSignatureUri
            || !AsymmetricCryptography.Verify(Policy, key, signed, response.ServerSignature.Signature))
        {
            throw new UaException(
                StatusCode.BadApplicationSignatureInvalid, "The server's signature is wrong: it does not have the key of its certificate.");
        }
    }

    /// <summary>A nonce must be fresh: long enough, not zero, not what this side sent and not what came before.</summary>
    public void VerifyNonce(byte[]? nonce, byte[]? previous)
    {
        if (Policy.IsNone)
        {
            return;
        }

        if (nonce is null || nonce.Length < NonceLength || !nonce.AsSpan().ContainsAnyExcept((byte)0) || nonce.AsSpan().SequenceEqual(previous))
        {
            throw new UaException(
                StatusCode.BadNonceInvalid, $"The server's nonce of {nonce?.Length ?? 0} bytes is too short, empty or not fresh.");
        }
    }

    /// <summary>Proves to the server that this client has its certificate's key.</summary>
    public SignatureData Sign(byte[]? serverCertificate, byte[]? serverNonce)
    {
        if (Policy.IsNone)
        {
            return SignatureData.None;
        }

        byte[] signed = [.. serverCertificate ?? [], .. serverNonce ?? []];
        return new SignatureData(Policy.AsymmetricSignatureUri, AsymmetricCryptography.Sign(Policy, Own.PrivateKey, signed));
    }

    /// <summary>The token that says who the user is. A password goes encrypted, or in clear text inside an encrypted channel when the server wants it so.</summary>
    public UserIdentityToken TokenFor(SelectedEndpoint selected, byte[]? serverNonce) => options.Identity switch
    {
        NamedUser user => TokenFor(user, selected, serverNonce),
        _ => new AnonymousIdentityToken(selected.UserToken.PolicyId),
    };

    private UserNameIdentityToken TokenFor(NamedUser user, SelectedEndpoint selected, byte[]? serverNonce)
    {
        var policyId = selected.UserToken.PolicyId;
        var policy = EndpointSelection.TokenPolicy(selected);
        if (policy.IsNone)
        {
            return options.Security.Mode == MessageSecurityMode.SignAndEncrypt
                ? new UserNameIdentityToken(policyId, user.User, System.Text.Encoding.UTF8.GetBytes(user.Password), null)
                : throw new UaException(
                    StatusCode.BadSecurityModeInsufficient,
                    "The server wants the password in clear text on a channel that is not encrypted; it is not sent. Choose SignAndEncrypt.");
        }

        using var key = PasswordKey(selected, policy);
        var secret = PasswordSecret.Encrypt(policy, key, user.Password, serverNonce);
        return new UserNameIdentityToken(policyId, user.User, secret, policy.AsymmetricEncryptionUri);
    }

    // On a channel without security nobody has checked the certificate yet, and whoever is in between could offer their own.
    private RSA PasswordKey(SelectedEndpoint selected, SecurityPolicy policy)
    {
        if (!Policy.IsNone)
        {
            return KeyOf(selected.Endpoint.ServerCertificate);
        }

        var trust = options.Trust ?? throw new UaException(
            StatusCode.BadCertificateUntrusted, "A password needs a trust folder, to know for whom it may be encrypted.");
        return trust.Validate(
            selected.Endpoint.ServerCertificate, "server", selected.Endpoint.Server.ApplicationUri, policy, time);
    }

    private ApplicationCertificate Own => options.Certificate ?? throw new UaException(
        StatusCode.BadCertificateInvalid, $"{options.Security} needs an application certificate.");

    // The channel has checked this certificate: here only its key is wanted.
    private RSA KeyOf(byte[]? certificate)
    {
        var chain = CertificateFacts.Parse(certificate);
        try
        {
            return CertificateFacts.PublicKey(chain[0], Policy.MinKeyBits, Policy.MaxKeyBits);
        }
        finally
        {
            foreach (var each in chain)
            {
                each.Dispose();
            }
        }
    }
}
