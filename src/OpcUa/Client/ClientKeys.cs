using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>With which kinds of keys a client and its user can prove who they are, and so which endpoints they can use.</summary>
/// <param name="Own">Of the application's certificates; null where it is not known, or one is made when it is needed.</param>
/// <param name="User">Of the user's certificate; null where there is none.</param>
internal sealed record ClientKeys(IReadOnlyList<KeyKind>? Own, KeyKind? User)
{
    public static ClientKeys Any { get; } = new(null, null);

    public static ClientKeys Of(UaClientOptions options) => new(
        options.Certificates is { } many ? [.. many.All.Select(each => each.Kind)] : options.Certificate is { } one ? [one.Kind] : null,
        (options.Identity as CertifiedUser)?.Credential.Kind);

    /// <summary>Whether both sides have certificates for the endpoint's policy.</summary>
    public bool Open(SelectedEndpoint selected) => selected.Policy.IsNone
        || (selected.Policy.Keys.Any(kind => Own?.Contains(kind) ?? true) && IsOfServer(selected));

    /// <summary>Whether the user's key signs under the policy for users.</summary>
    public bool ProveUser(SecurityPolicy policy, UserTokenType token) =>
        token != UserTokenType.Certificate || User is not { } kind || policy.Keys.Contains(kind);

    private static bool IsOfServer(SelectedEndpoint selected) =>
        selected.Endpoint.ServerCertificate is { Length: > 0 } certificate
        && CertificateFacts.KindOf(certificate) is { } kind
        && selected.Policy.Keys.Contains(kind);
}
