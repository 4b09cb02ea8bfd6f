using IndustrialGateway.Buffering;
using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>How much of one class of data the gateway keeps.</summary>
internal sealed record LogOptions
{
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostAge = TimeSpan.FromDays(3650);

    /// <summary>How much is kept. 16 MiB to 16 TiB.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Size of one file, and so the least that goes at once when full. 4 MiB to 1 GiB, at most a quarter of <see cref="MaxBytes"/>.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>
    /// At <see cref="MaxBytes"/> the oldest segment goes, counted and announced; or the sources of this class wait, and with them their
    /// machines, until the platform has stored what is there.
    /// </summary>
    public WhenFull WhenFull { get; init; } = WhenFull.DropOldest;

    /// <summary>What is older goes, counted and announced; time in which the gateway was off does not count. 1 m to 10 years; null = none is too old.</summary>
    public TimeSpan? MaxAge { get; init; }

    public static LogOptions Read(Section section, LogOptions defaults, long least)
    {
        var maxBytes = section.Bytes("maxBytes", defaults.MaxBytes, least, 16L << 40);
        var segmentBytes = Math.Min(defaults.SegmentBytes, maxBytes / 4);
        var options = new LogOptions
        {
            MaxBytes = maxBytes,
            SegmentBytes = (int)section.Bytes("segmentBytes", segmentBytes, 4 << 20, 1 << 30),
            WhenFull = section.Choice("whenFull", defaults.WhenFull),
            MaxAge = section.Has("maxAge") ? section.Duration("maxAge", MostAge, LeastAge, MostAge) : null,
        };
        if (options.SegmentBytes > options.MaxBytes / 4)
        {
            section.Fail("segmentBytes", "must be at most a quarter of maxBytes");
        }

        return options;
    }
}
