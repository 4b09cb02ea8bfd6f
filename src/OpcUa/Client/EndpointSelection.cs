using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>The endpoint and the way of logging in that a connection uses.</summary>
internal sealed record SelectedEndpoint(EndpointDescription Endpoint, UserTokenPolicy UserToken);

/// <summary>Chooses among a server's endpoints by policy, mode and token type, and later checks that the server still says the same.</summary>
internal static class EndpointSelection
{
    private const string UaTcp = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary";

    /// <exception cref="UaException">BadSecurityModeRejected or BadIdentityTokenRejected, with what the server offers.</exception>
    public static SelectedEndpoint Select(IReadOnlyList<EndpointDescription> endpoints, SecurityChoice security, UserTokenType token)
    {
        var fitting = endpoints.Where(endpoint => IsUaTcp(endpoint) && Matches(endpoint, security)).ToList();
        if (fitting.Count == 0)
        {
            throw new UaException(
                StatusCode.BadSecurityModeRejected, $"The server has no endpoint for {security}; it offers {Offer(endpoints)}.");
        }

        var choices =
            from endpoint in fitting
            from policy in endpoint.UserIdentityTokens
            where policy.TokenType == token
            orderby Rank(policy, endpoint), endpoint.SecurityLevel descending
            select new SelectedEndpoint(endpoint, policy);
        return choices.FirstOrDefault() ?? throw new UaException(
            StatusCode.BadIdentityTokenRejected,
            $"The server's endpoint for {security} does not accept {token}; it accepts {Tokens(fitting)}.");
    }

    /// <summary>
    /// Checks what CreateSession says against what GetEndpoints said without protection: somebody may have stripped or altered that list.
    /// Servers may leave out the certificate here, which the session itself has confirmed (Part 4 §5.7.2).
    /// </summary>
    public static void Verify(SelectedEndpoint selected, IReadOnlyList<EndpointDescription> discovered, IReadOnlyList<EndpointDescription> confirmed)
    {
        var known = discovered.Select(Security).ToHashSet();
        var hidden = confirmed.Where(IsUaTcp).Select(Security).FirstOrDefault(security => !known.Contains(security));
        if (hidden != default)
        {
            throw new UaException(
                StatusCode.BadSecurityChecksFailed,
                $"The server has an endpoint {hidden.Policy}/{hidden.Mode} that its discovery did not show: the discovery was altered on its way.");
        }

        var same = confirmed.Any(endpoint =>
            Security(endpoint) == Security(selected.Endpoint)
            && (endpoint.ServerCertificate is not { Length: > 0 } certificate || SameBytes(certificate, selected.Endpoint.ServerCertificate))
            && endpoint.UserIdentityTokens.Contains(selected.UserToken));
        if (!same)
        {
            throw new UaException(
                StatusCode.BadSecurityChecksFailed,
                "The session's server describes the chosen endpoint otherwise than its discovery did: the discovery was altered on its way.");
        }
    }

    /// <summary>The policy under which a password goes: the token's own or, when that is empty, the endpoint's (Part 4 §7.42).</summary>
    public static SecurityPolicy TokenPolicy(SelectedEndpoint selected) => SecurityPolicy.Find(
        string.IsNullOrEmpty(selected.UserToken.SecurityPolicyUri)
            ? selected.Endpoint.SecurityPolicyUri
            : selected.UserToken.SecurityPolicyUri);

    // Policies that encrypt come before those that do not; those that are not spoken here come last.
    private static int Rank(UserTokenPolicy policy, EndpointDescription endpoint)
    {
        var uri = string.IsNullOrEmpty(policy.SecurityPolicyUri) ? endpoint.SecurityPolicyUri : policy.SecurityPolicyUri;
        var known = SecurityPolicy.All.FirstOrDefault(each => each.Uri == uri);
        return known is null ? 2 : known.IsNone ? 1 : 0;
    }

    private static bool IsUaTcp(EndpointDescription endpoint) =>
        string.IsNullOrEmpty(endpoint.TransportProfileUri) || endpoint.TransportProfileUri == UaTcp;

    private static bool Matches(EndpointDescription endpoint, SecurityChoice security) =>
        endpoint.SecurityMode == security.Mode && endpoint.SecurityPolicyUri == security.Policy.Uri;

    private static (string Policy, MessageSecurityMode Mode) Security(EndpointDescription endpoint) =>
        (endpoint.SecurityPolicyUri, endpoint.SecurityMode);

    private static bool SameBytes(byte[]? one, byte[]? two) => one.AsSpan().SequenceEqual(two);

    private static string Offer(IReadOnlyList<EndpointDescription> endpoints) => endpoints.Count == 0
        ? "nothing"
        : string.Join(", ", endpoints.Take(20).Select(endpoint => $"{PolicyName(endpoint.SecurityPolicyUri)}/{endpoint.SecurityMode}").Distinct());

    private static string Tokens(IEnumerable<EndpointDescription> endpoints) =>
        string.Join(", ", endpoints.SelectMany(endpoint => endpoint.UserIdentityTokens).Take(20).Select(policy => policy.TokenType).Distinct());

    private static string PolicyName(string uri) =>
        string.Concat(uri[(uri.LastIndexOf('#') + 1)..].Where(letter => !char.IsControl(letter)).Take(60));
}
