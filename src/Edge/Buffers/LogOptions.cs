using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>How much of one class of data the gateway keeps.</summary>
internal sealed record LogOptions
{
    /// <summary>When the log is fuller, its oldest segment goes, counted and announced. 16 MiB to 16 TiB.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Size of one file, and so the least that goes at once when full. 4 MiB to 1 GiB, at most a quarter of <see cref="MaxBytes"/>.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    public static LogOptions Read(Section section, LogOptions defaults, long least)
    {
        var maxBytes = section.Bytes("maxBytes", defaults.MaxBytes, least, 16L << 40);
        var segmentBytes = Math.Min(defaults.SegmentBytes, maxBytes / 4);
        var options = new LogOptions
        {
            MaxBytes = maxBytes,
            SegmentBytes = (int)section.Bytes("segmentBytes", segmentBytes, 4 << 20, 1 << 30),
        };
        if (options.SegmentBytes > options.MaxBytes / 4)
        {
            section.Fail("segmentBytes", "must be at most a quarter of maxBytes");
        }

        return options;
    }
}
