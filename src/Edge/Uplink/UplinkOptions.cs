using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.Edge.Uplink.Sending;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Where the platform is and how the gateway proves who it is.</summary>
internal sealed record UplinkOptions
{
    private const int MaxPaths = 4;

    /// <summary>The platform's ingest endpoint, e.g. <c>https://[fd00:5::10]:7443</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The gateway's certificate, PEM; intermediate ones may follow it in the file.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Its private key, PEM, readable by the gateway only.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The authority that the platform's certificate must come from, PEM. Nothing else is trusted.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>The ways to the platform, the preferred one first.</summary>
    public required IReadOnlyList<PathOptions> Paths { get; init; }

    /// <summary>A connection whose peer does not acknowledge for so long is given up. 500 ms to 5 min.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes sent and not yet acknowledged; the platform may ask for less. 64 KiB to 256 MiB.</summary>
    public long WindowBytes { get; init; } = 8 << 20;

    /// <summary>Largest block before compression; the platform may ask for less. 16 KiB to 4 MiB.</summary>
    public int BlockBytes { get; init; } = 512 << 10;

    public CompressionChoice Compress { get; init; } = CompressionChoice.Auto;

    /// <summary>Compress blocks from this size on; smaller ones travel as they are. 0 B to 4 MiB.</summary>
    public int CompressFromBytes { get; init; } = 1 << 10;

    /// <summary>Longest wait between two attempts while the platform refuses; out of reach, it is tried again within half a second. 100 ms to 10 min.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting and the platform's greeting may take. 1 s to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the gateway tells its own state. 500 ms to 5 min.</summary>
    public TimeSpan StateInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>In which order that goes which waited; what has just come goes first in any case.</summary>
    public BacklogOrder BacklogOrder { get; init; } = BacklogOrder.OldestFirst;

    public static UplinkOptions Read(Section section, string gateway)
    {
        section.Required("endpoint");
        var options = new UplinkOptions
        {
            Endpoint = section.Address("endpoint", "https") ?? new Uri("https://invalid"),
            CertificateFile = section.RequiredFilePath("certificate"),
            KeyFile = section.RequiredFilePath("key"),
            AuthorityFile = section.RequiredFilePath("authority"),
            Paths = [],
        };
        options = options with
        {
            Paths = ReadPaths(section, options.Endpoint),
            DeadAfter = section.Duration("deadAfter", options.DeadAfter, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5)),
            WindowBytes = section.Bytes("windowBytes", options.WindowBytes, 64 << 10, 256 << 20),
            BlockBytes = (int)section.Bytes("blockBytes", options.BlockBytes, 16 << 10, 4 << 20),
            Compress = section.Choice("compress", options.Compress),
            CompressFromBytes = (int)section.Bytes("compressFromBytes", options.CompressFromBytes, 0, 4 << 20),
            MaxRetryDelay = section.Duration(
                "maxRetryDelay", options.MaxRetryDelay, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            ConnectTimeout = section.Duration(
                "connectTimeout", options.ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            StateInterval = section.Duration(
                "stateInterval", options.StateInterval, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5)),
            BacklogOrder = section.Choice("backlogOrder", options.BacklogOrder),
        };
        UplinkCredentials.Check(options, gateway, section);
        section.End();
        return options;
    }

    private static List<PathOptions> ReadPaths(Section section, Uri endpoint)
    {
        List<PathOptions> paths = [.. section.Children("paths").Select(path => PathOptions.Read(path, endpoint))];
        foreach (var twice in paths.GroupBy(path => path.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            section.Fail("paths", $"'{twice.Key}' is the name of two paths");
        }

        if (paths.Count > MaxPaths)
        {
            section.Fail("paths", $"can be {MaxPaths} at most");
        }

        return paths.Count > 0 ? paths : [new PathOptions { Name = "default", Endpoint = endpoint }];
    }
}
