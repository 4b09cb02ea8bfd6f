using System.Globalization;
using System.Net;
using IndustrialGateway.Client.Development;
using IndustrialGateway.LinkEmulator;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults;

/// <summary>
/// Where the three programs stand: all on the loopback, or plant and gateway in one network and the platform in another, with
/// paths of chosen profiles between them.
/// </summary>
internal sealed class LineNetwork : IAsyncDisposable
{
    private const int IngestPort = 7443;
    private const int ApiPort = 7444;
    private readonly EmulatedLink? _link;

    private LineNetwork(EmulatedLink? link) => _link = link;

    public bool IsLinked => _link is not null;

    /// <summary>The paths, for control.</summary>
    public EmulatedLink Link => _link ?? throw new InvalidOperationException("This line is all on the loopback.");

    /// <summary>What starts a program where the gateway is.</summary>
    public IReadOnlyList<string> AtGateway => _link is null ? [] : EmulatedLink.Launcher(_link.GatewayNamespace);

    /// <summary>What starts a program where the platform is.</summary>
    public IReadOnlyList<string> AtPlatform => _link is null ? [] : EmulatedLink.Launcher(_link.PlatformNamespace);

    /// <summary>Where the platform listens for gateways.</summary>
    public string IngestAt => At(IngestPort);

    /// <summary>Where the platform listens for apps.</summary>
    public string ApiAt => At(ApiPort);

    /// <summary>Lines of the gateway's <c>uplink:</c> that name the paths, the first one preferred.</summary>
    public IEnumerable<string> PathSettings => _link is null
        ? []
        : _link.Paths.Select(path => $"  - {{ name: {path.Device}, interface: {path.Device} }}").Prepend("paths:");

    /// <param name="profiles">One path for each; empty = the loopback.</param>
    public static async Task<LineNetwork> StartAsync(IReadOnlyList<string> profiles) =>
        new(profiles.Count == 0 ? null : await EmulatedLink.StartAsync(profiles, seed: 1, default));

    /// <summary>The same with a platform that is known by the addresses it has here.</summary>
    public DevelopmentMaterial Certify(DevelopmentMaterial material, string folder)
    {
        if (_link is null)
        {
            return material;
        }

        using var authority = DevelopmentAuthority.Open(Path.GetDirectoryName(material.Authority.Certificate)!, TimeProvider.System); // A file in a folder.
        return material with { Server = authority.Server(folder, "link", addresses: IPAddress.Parse(EmulatedPath.ServiceV6)) };
    }

    /// <summary>Where the gateway finds the platform: over any path, or behind the wire.</summary>
    public string IngestFrom(TcpProxy wire) => _link is null
        ? string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{wire.Port}")
        : string.Create(CultureInfo.InvariantCulture, $"https://[{EmulatedPath.ServiceV6}]:{IngestPort}");

    /// <summary>Where the test finds what listens at an address of the platform's.</summary>
    public Uri Seen(Uri address) => _link is null ? address : new UriBuilder(address) { Host = _link.Ready.PlatformControl }.Uri;

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string At(int port) => _link is null ? "127.0.0.1:0" : string.Create(CultureInfo.InvariantCulture, $"[::]:{port}");
}
