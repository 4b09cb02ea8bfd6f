using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Chooses among a server's endpoints by policy, mode and token type together: servers accept other users at each endpoint.</summary>
internal static class EndpointSelection
{
    private const string UaTcp = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary";

    /// <summary>
    /// The endpoint with the strongest policy; but a token whose secret is encrypted goes before one that is not, at whatever endpoint.
    /// What this stack would refuse to send is not chosen while there is something else, nor what one side lacks the certificate for.
    /// </summary>
    /// <exception cref="UaException">BadSecurityModeRejected or BadIdentityTokenRejected, with what the server offers.</exception>
    public static SelectedEndpoint Select(
        IReadOnlyList<EndpointDescription> endpoints, SecurityChoice security, UserTokenType token, ClientKeys? keys = null) =>
        Candidates(endpoints, security, token, keys ?? ClientKeys.Any)[0];

    /// <summary>The one that <see cref="Select"/> chooses, and behind it those of other policies that would do as well, if the server refused it.</summary>
    /// <exception cref="UaException">As above.</exception>
    public static IReadOnlyList<SelectedEndpoint> Candidates(
        IReadOnlyList<EndpointDescription> endpoints, SecurityChoice security, UserTokenType token, ClientKeys keys)
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
            let selected = new SelectedEndpoint(endpoint, policy)
            let rank = Rank(selected, security, keys)
            let isOpen = keys.Open(selected)
            orderby rank, isOpen descending, Place(selected.Policy, security), endpoint.SecurityLevel descending
            select (Selected: selected, Rank: rank, IsOpen: isOpen);
        var ordered = choices.ToList();
        return ordered.Count > 0
            ? [.. ordered.Where((each, at) => at == 0 || (each.IsOpen && each.Rank == ordered[0].Rank)).Select(each => each.Selected).DistinctBy(each => each.Policy)]
            : throw new UaException(
                StatusCode.BadIdentityTokenRejected,
                $"The server's endpoint for {security} does not accept {token}; it accepts {Tokens(fitting)}.");
    }

    /// <summary>The policy under which a secret goes or is signed: the token's own or, when that is empty, the endpoint's (Part 4 §7.42).</summary>
    /// <exception cref="UaException">BadSecurityPolicyRejected: it is not spoken here, or too weak for what was asked for.</exception>
    public static SecurityPolicy TokenPolicy(SelectedEndpoint selected, SecurityChoice security)
    {
        var policy = SecurityPolicy.FindForClient(TokenPolicyUri(selected));
        return !policy.IsDeprecated || security.Policies.Contains(policy)
            ? policy
            : throw new UaException(
                StatusCode.BadSecurityPolicyRejected,
                $"The server wants the user's secret under the withdrawn policy {policy}, which is not allowed for it.");
    }

    internal static bool IsUaTcp(EndpointDescription endpoint) =>
        string.IsNullOrEmpty(endpoint.TransportProfileUri) || endpoint.TransportProfileUri == UaTcp;

    private static string TokenPolicyUri(SelectedEndpoint selected) => string.IsNullOrEmpty(selected.UserToken.SecurityPolicyUri)
        ? selected.Endpoint.SecurityPolicyUri
        : selected.UserToken.SecurityPolicyUri;

    // 0: the secret is protected, or there is none. 1: only by a withdrawn policy. 2: only by the channel. 3: it will not be sent.
    private static int Rank(SelectedEndpoint selected, SecurityChoice security, ClientKeys keys)
    {
        if (selected.UserToken.TokenType == UserTokenType.Anonymous)
        {
            return 0;
        }

        var uri = TokenPolicyUri(selected);
        var known = SecurityPolicy.All.Concat(SecurityPolicy.Deprecated).FirstOrDefault(each => each.Uri == uri);
        return known switch
        {
            null => 3,
            _ when !keys.ProveUser(known, selected.UserToken.TokenType) => 3,
            { IsNone: true } => selected.UserToken.TokenType == UserTokenType.UserName && selected.Mode == MessageSecurityMode.SignAndEncrypt ? 2 : 3,
            { IsDeprecated: true } => security.Policies.Contains(known) ? 1 : 3,
            _ => 0,
        };
    }

    private static int Place(SecurityPolicy policy, SecurityChoice security) =>
        security.Policies.TakeWhile(each => each != policy).Count();

    private static bool Matches(EndpointDescription endpoint, SecurityChoice security) =>
        endpoint.SecurityMode == security.Mode && security.Policies.Any(policy => policy.Uri == endpoint.SecurityPolicyUri);

    private static string Offer(IReadOnlyList<EndpointDescription> endpoints) => endpoints.Count == 0
        ? "nothing"
        : string.Join(", ", endpoints.Take(20).Select(endpoint => $"{PolicyName(endpoint.SecurityPolicyUri)}/{endpoint.SecurityMode}").Distinct());

    private static string Tokens(IEnumerable<EndpointDescription> endpoints) =>
        string.Join(", ", endpoints.SelectMany(endpoint => endpoint.UserIdentityTokens).Take(20).Select(policy => policy.TokenType).Distinct());

    private static string PolicyName(string uri) =>
        string.Concat(uri[(uri.LastIndexOf('#') + 1)..].Where(letter => !char.IsControl(letter)).Take(60));
}
