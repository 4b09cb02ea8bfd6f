using System.Net;
using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>A machine that calls the gateway, because it cannot be called: where the gateway listens for it, and who it must be.</summary>
/// <param name="Listen">May be shared by many sources.</param>
/// <param name="Server">The machine's application URI.</param>
internal sealed record ReverseOptions(IPEndPoint Listen, string Server)
{
    private const int DefaultPort = 4841;
    private const int MaxUriLength = 1_000;

    /// <summary>What names the machine in logs.</summary>
    public Uri Url { get; } = new($"opc.tcp://{Listen}");

    public static ReverseOptions Read(Section section)
    {
        var server = section.RequiredText("server");
        if (server.Length > 0 && (server.Length > MaxUriLength || !Uri.TryCreate(server, UriKind.Absolute, out _)))
        {
            section.Fail("server", "must be the machine's application URI, such as urn:maker:press");
        }

        section.Required("listen");
        var url = section.Address("listen", "opc.tcp");
        var address = IPAddress.Any;
        if (url is not null && !IPAddress.TryParse(url.DnsSafeHost, out address))
        {
            section.Fail("listen", "must name an IP address of this computer or 0.0.0.0, such as opc.tcp://0.0.0.0:4841");
        }

        section.End();
        return new ReverseOptions(new IPEndPoint(address ?? IPAddress.Any, url is { Port: >= 0 } ? url.Port : DefaultPort), server);
    }
}
