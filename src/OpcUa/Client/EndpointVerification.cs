using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Checks what CreateSession says inside the secured channel against what GetEndpoints said without protection: somebody may have
/// stripped or altered that list, to have a weaker policy chosen or a password in clear text (Part 4 §5.7.2).
/// </summary>
internal static class EndpointVerification
{
    /// <exception cref="UaException">BadSecurityChecksFailed: the discovery was altered on its way.</exception>
    public static void Verify(SelectedEndpoint selected, IReadOnlyList<EndpointDescription> discovered, IReadOnlyList<EndpointDescription> confirmed)
    {
        var known = discovered.Where(EndpointSelection.IsUaTcp).Select(Security).ToHashSet();
        var hidden = confirmed.Where(EndpointSelection.IsUaTcp).Select(Security).FirstOrDefault(security => !known.Contains(security));
        if (hidden != default)
        {
            throw Altered($"The server has an endpoint {hidden.Policy}/{hidden.Mode} that its discovery did not show");
        }

        var same = confirmed.Where(endpoint => EndpointSelection.IsUaTcp(endpoint) && Security(endpoint) == Security(selected.Endpoint)).ToList();
        if (!same.Any(endpoint => HasSameCertificate(endpoint, selected.Endpoint) && endpoint.UserIdentityTokens.Contains(selected.UserToken)))
        {
            throw Altered("The session's server describes the chosen endpoint otherwise than its discovery did");
        }

        // Of all ways to log in there: one that was taken away may have been the one that protects a password.
        var offered = discovered.Where(endpoint => Security(endpoint) == Security(selected.Endpoint)).SelectMany(endpoint => endpoint.UserIdentityTokens).ToHashSet();
        var taken = same.SelectMany(endpoint => endpoint.UserIdentityTokens).FirstOrDefault(token => !offered.Contains(token));
        if (taken is not null)
        {
            throw Altered($"The server accepts {taken.TokenType} at the chosen endpoint in a way that its discovery did not show");
        }
    }

    /// <summary>Servers may leave the certificate out here, because the session itself has confirmed it; with or without its issuers.</summary>
    private static bool HasSameCertificate(EndpointDescription confirmed, EndpointDescription selected) =>
        confirmed.ServerCertificate is not { Length: > 0 } certificate
        || certificate.AsSpan().SequenceEqual(selected.ServerCertificate)
        || (selected.ServerCertificate is { Length: > 0 } known && CertificateFacts.Leaf(certificate).AsSpan().SequenceEqual(CertificateFacts.Leaf(known)));

    private static (string Policy, MessageSecurityMode Mode) Security(EndpointDescription endpoint) =>
        (endpoint.SecurityPolicyUri, endpoint.SecurityMode);

    private static UaException Altered(string how) =>
        new(StatusCode.BadSecurityChecksFailed, $"{how}: the discovery was altered on its way.");
}
