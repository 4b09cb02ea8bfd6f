using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw endpoints</c>: what an OPC UA server offers, before any trust.</summary>
internal static class EndpointsCommand
{
    private static readonly Listing<EndpointDescription> Endpoints = new(
        ["endpoint", "policy", "mode", "users", "certificate (SHA-1)"],
        endpoint =>
        [
            endpoint.EndpointUrl,
            Policy(endpoint),
            endpoint.SecurityMode.ToString(),
            string.Join(", ", Users(endpoint)),
            Thumbprint(endpoint) ?? "",
        ],
        (json, endpoint) =>
        {
            json.WriteString("endpointUrl", endpoint.EndpointUrl);
            json.WriteString("securityPolicy", Policy(endpoint));
            json.WriteString("securityMode", endpoint.SecurityMode.ToString());
            json.WriteStartArray("userTokens");
            foreach (var user in Users(endpoint))
            {
                json.WriteStringValue(user);
            }

            json.WriteEndArray();
            json.WriteString("applicationUri", endpoint.Server.ApplicationUri);
            json.WriteString("applicationName", endpoint.Server.ApplicationName.Text);
            json.WriteString("certificateThumbprint", Thumbprint(endpoint));
        },
        "endpoints");

    public static Command Create()
    {
        var url = new Argument<Uri>("URL")
        {
            Description = "The server, e.g. opc.tcp://192.168.1.20:4840.",
            CustomParser = MachineUrl.Parse,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of a table." };
        var command = new Command("endpoints", "Show what an OPC UA server offers.") { url, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var endpoints = await UaDiscovery.GetEndpointsAsync(
                parsed.GetRequiredValue(url), cancellationToken: cancellationToken);
            await Endpoints.PrintAsync(endpoints.ToAsyncEnumerable(), parsed.GetValue(json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The part of the policy's URI that people know it by.</summary>
    private static string Policy(EndpointDescription endpoint) =>
        endpoint.SecurityPolicyUri[(endpoint.SecurityPolicyUri.IndexOf('#', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<string> Users(EndpointDescription endpoint) =>
        endpoint.UserIdentityTokens.Select(token => token.TokenType.ToString()).Distinct();

    private static string? Thumbprint(EndpointDescription endpoint)
    {
        if (endpoint.ServerCertificate is not { Length: > 0 } der)
        {
            return null;
        }

        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return certificate.Thumbprint;
    }
}
