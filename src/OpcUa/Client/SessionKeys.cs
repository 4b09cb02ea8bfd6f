using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Asks a server for the ephemeral keys on which a password is encrypted under a policy with keys on a curve, and checks them: they come in the
/// headers of CreateSession and ActivateSession (Part 6 §6.8.2).
/// </summary>
internal sealed class SessionKeys(UaClientOptions options, Connection connection)
{
    private readonly SecurityPolicy _policy = options.Identity.TokenType == UserTokenType.UserName
        ? EndpointSelection.TokenPolicy(connection.Selected, options.Security)
        : SecurityPolicy.None;

    /// <summary>What goes into the request's additional header; null where no key is needed.</summary>
    public ExtensionObject Ask() => _policy.IsElliptic
        ? AdditionalParameters.Wrap(new AdditionalParameter(new QualifiedName(0, AdditionalParameters.PolicyUri), Variant.Of(_policy.Uri)))
        : ExtensionObject.Null;

    /// <summary>The key in a response's header; null where none was asked for or none came.</summary>
    /// <exception cref="UaException">The server has none for this policy, or it is not the one who signed it.</exception>
    public byte[]? Take(ResponseHeader header)
    {
        if (!_policy.IsElliptic)
        {
            return null;
        }

        var value = AdditionalParameters.Find(header.AdditionalHeader, AdditionalParameters.Key, options.Codec);
        if (value is { Type: BuiltInType.StatusCode, Shape: VariantShape.Scalar })
        {
            throw new UaException(value.AsStatusCode(), $"The server gives no key on which a password can be encrypted under {_policy}.");
        }

        return SignedEphemeralKey.Decode(value, options.Codec) is { } key ? Checked(key) : null;
    }

    private byte[] Checked(SignedEphemeralKey key)
    {
        using var server = TrustFolder.PublicKey(connection.Selected.Endpoint.ServerCertificate, _policy);
        return key.PublicKey.Length == _policy.NonceLength && AsymmetricCryptography.Verify(_policy, server, key.PublicKey, key.Signature)
            ? key.PublicKey
            : throw new UaException(
                StatusCode.BadApplicationSignatureInvalid, "The key on which a password would be encrypted is not signed by the server; it is not sent.");
    }
}
