using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>What a test meddles with in a line.</summary>
internal sealed record LineExtras
{
    /// <summary>The gateway's ways to the platform, path-1 and up; none = the one that needs no setting.</summary>
    public IReadOnlyList<TcpProxy> Paths { get; init; } = [];

    /// <summary>The gateway is the native program, as in a factory.</summary>
    public bool IsNative { get; init; }

    /// <summary>The gateway's time of day; null = the system's.</summary>
    public FakeClock? GatewayClock { get; init; }

    /// <summary>The platform's time of day; null = the system's.</summary>
    public FakeClock? PlatformClock { get; init; }
}
