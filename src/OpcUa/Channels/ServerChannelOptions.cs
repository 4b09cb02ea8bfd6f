using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>Which channels a server opens, and for how long.</summary>
public sealed record ServerChannelOptions
{
    /// <summary>The policies and modes offered. None is always opened, for discovery; what may be done on it is the server's to say.</summary>
    public IReadOnlyList<(SecurityPolicy Policy, MessageSecurityMode Mode)> Offered { get; init; } = [];

    /// <summary>The server's certificates, one for each kind of key that the policies offered need; none when only None is.</summary>
    public IReadOnlyList<ApplicationCertificate> Own { get; init; } = [];

    /// <summary>Which clients are trusted; needed when anything but None is offered.</summary>
    public TrustFolder? Trust { get; init; }

    public CodecLimits Codec { get; init; } = CodecLimits.Server;

    public TimeSpan MinTokenLifetime { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan MaxTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a client may take to open its channel after the handshake.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Refusals that follow an operation with the private key go out this long after their request was taken up, or at a whole multiple of it
    /// (<see cref="RefusalClock"/>); zero: at once, which tells apart what was wrong.
    /// </summary>
    public TimeSpan RefusalPeriod { get; init; } = TimeSpan.FromMilliseconds(50);
}
