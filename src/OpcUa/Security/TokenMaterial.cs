using System.Security.Cryptography;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>The bytes from which the keys of a token are cut, for each direction: of the HMAC, of AES, and its initialization vector (Part 6 §6.7.6, §6.8.1).</summary>
internal sealed class TokenMaterial(byte[] client, byte[] server) : IDisposable
{
    /// <summary>For what the client sends.</summary>
    public ReadOnlySpan<byte> Client => client;

    /// <summary>For what the server sends.</summary>
    public ReadOnlySpan<byte> Server => server;

    /// <summary>As RSA's policies make it: the other side's nonce is the secret, and the own one the seed (Part 6 §6.7.6, Table 65).</summary>
    public static TokenMaterial FromNonces(SecurityPolicy policy, ReadOnlySpan<byte> clientNonce, ReadOnlySpan<byte> serverNonce)
    {
        var client = new byte[policy.MaterialLength];
        var server = new byte[policy.MaterialLength];
        KeyDerivation.PHash(policy.Hash, secret: serverNonce, seed: clientNonce, client);
        KeyDerivation.PHash(policy.Hash, secret: clientNonce, seed: serverNonce, server);
        return new TokenMaterial(client, server);
    }

    /// <summary>As the policies with keys on a curve make it (Part 6 §6.8.1).</summary>
    /// <exception cref="Types.UaException">BadNonceInvalid: the peer's nonce is no key on the curve.</exception>
    public static TokenMaterial FromKeys(EphemeralKey own, ReadOnlySpan<byte> peer, bool isClient)
    {
        var clientKey = isClient ? own.PublicKey : peer;
        var serverKey = isClient ? peer : own.PublicKey;
        return new TokenMaterial(
            own.Derive(peer, "opcua-client", clientKey, serverKey, own.Policy.MaterialLength),
            own.Derive(peer, "opcua-server", serverKey, clientKey, own.Policy.MaterialLength));
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(client);
        CryptographicOperations.ZeroMemory(server);
    }
}
