using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>What client and server prove to each other when a session is made and activated (Part 4 §5.7.2 and §5.7.3).</summary>
internal sealed class SessionSecurity(UaClientOptions options, Connection connection)
{
    private const int NonceLength = 32;

    private readonly SelectedEndpoint _selected = connection.Selected;

    private SecurityPolicy Policy => _selected.Policy;

    public byte[]? OwnCertificate => Policy.IsNone ? null : Own.Der.ToArray();

    private ApplicationCertificate Own => connection.Own ?? throw new UaException(
        StatusCode.BadCertificateInvalid, $"{options.Security} needs an application certificate.");

    public static byte[] NewNonce() => RandomNumberGenerator.GetBytes(NonceLength);

    /// <summary>The server must show the certificate of its endpoint, a nonce of its own, and that it has the certificate's key.</summary>
    public void VerifyCreated(CreateSessionResponse response, byte[] clientNonce)
    {
        if (Policy.IsNone)
        {
            return;
        }

        VerifyNonce(response.ServerNonce, clientNonce);
        var leaf = LeafOf(response.ServerCertificate);
        if (!leaf.AsSpan().SequenceEqual(LeafOf(_selected.Endpoint.ServerCertificate)))
        {
            throw new UaException(StatusCode.BadSecurityChecksFailed, "The session's server shows another certificate than its endpoint.");
        }

        using var key = TrustFolder.PublicKey(leaf, Policy);
        byte[] signed = [.. Own.Der.Span, .. clientNonce];
        if (!Policy.NamesSignature(response.ServerSignature.Algorithm)
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

        byte[] signed = [.. LeafOf(serverCertificate), .. serverNonce ?? []];
        return new SignatureData(Policy.AsymmetricSignatureUri, AsymmetricCryptography.Sign(Policy, Own.PrivateKey, signed));
    }

    /// <summary>The certificate itself, without the issuers that some servers send behind it: signatures cover it alone.</summary>
    private static byte[] LeafOf(byte[]? certificate) => CertificateFacts.Leaf(certificate);
}
