namespace IndustrialGateway.Faults;

/// <summary>What a <see cref="Line"/> is made of; by default all of it on the disk of the machine.</summary>
internal sealed record LineSettings
{
    public Load Load { get; init; } = Load.Usual;

    /// <summary>The gateway's <c>buffer:</c>, in YAML.</summary>
    public string Buffer { get; init; } = SmallSegments("256MiB");

    /// <summary>More lines of the gateway's <c>uplink:</c>.</summary>
    public IReadOnlyList<string> Uplink { get; init; } = [];

    /// <summary>Where the gateway keeps its data, e.g. on a disk of its own; null = beside the rest.</summary>
    public string? GatewayData { get; init; }

    /// <summary>The same of the platform.</summary>
    public string? PlatformData { get; init; }

    /// <summary>Somebody stands between gateway and platform who understands what they say.</summary>
    public bool IsMeddledWith { get; init; }

    /// <summary>A planted bug; null = the product as it is.</summary>
    public Bug? Bug { get; init; }

    /// <summary>Values of each point that the plant keeps while nobody takes them.</summary>
    public int QueueSize { get; init; } = 2000;

    /// <summary>How long it may take until the line is at rest.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>There is a wire between plant and gateway too.</summary>
    public bool HasPlantWire { get; init; }

    /// <summary>A command that starts the gateway, e.g. within a bound of memory; empty = none.</summary>
    public IReadOnlyList<string> GatewayLauncher { get; init; } = [];

    /// <summary>Profiles of the paths between gateway and platform, each in a network of its own; empty = the loopback. Needs root.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The same for the platform.</summary>
    public IReadOnlyList<string> PlatformLauncher { get; init; } = [];

    /// <summary>Logs of 4 MiB segments, of which the one for measurements may take so much; on a disk that may become full.</summary>
    public static string SmallSegments(string maxBytes) =>
        $"{{ maxBytes: {maxBytes}, segmentBytes: 4MiB, alarm: {Little}, diagnostic: {Little}, minFree: 0B }}";

    private const string Little = "{ maxBytes: 16MiB, segmentBytes: 4MiB }";
}
