using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>
/// Gives clients the ephemeral keys for which their users' passwords are encrypted under a policy with keys on a curve: one when a session is
/// made and asks for it, and a new one at each activation (Part 6 §6.8.2).
/// </summary>
internal sealed class UserKeys(UaServerOptions options)
{
    /// <summary>The policy that a request's header asks a key for; null when it asks for none.</summary>
    /// <exception cref="UaException">The header is malformed.</exception>
    public string? Asked(RequestHeader header)
    {
        var value = AdditionalParameters.Find(header.AdditionalHeader, AdditionalParameters.PolicyUri, options.Codec);
        return value is { Type: BuiltInType.String, Shape: VariantShape.Scalar } ? value.AsString() : null;
    }

    /// <summary>What goes into the response's additional header.</summary>
    /// <param name="asked">See <see cref="Asked"/>; null goes on with the policy of the key before.</param>
    public ExtensionObject Next(ServerChannel channel, Session session, string? asked)
    {
        var policy = Endpoints.UserPolicy(channel.Policy);
        if (asked is null && session.UserKey is null)
        {
            return ExtensionObject.Null;
        }

        if (!policy.IsElliptic || (asked ?? session.UserKey?.Policy.Uri) != policy.Uri || options.CertificateFor(policy) is not { } certificate)
        {
            return Answer(Variant.Of(StatusCode.BadSecurityPolicyRejected));
        }

        var key = new EphemeralKey(policy);
        session.Replace(key);
        var signature = AsymmetricCryptography.Sign(policy, certificate.PrivateKey, key.PublicKey);
        return Answer(Variant.Of(new SignedEphemeralKey(key.PublicKey, signature).ToExtensionObject()));
    }

    private static ExtensionObject Answer(Variant key) =>
        AdditionalParameters.Wrap(new AdditionalParameter(new QualifiedName(0, AdditionalParameters.Key), key));
}
