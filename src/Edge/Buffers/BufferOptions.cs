using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>How much the gateway keeps while the platform is out of reach.</summary>
internal sealed record BufferOptions
{
    /// <summary>When the buffer is fuller, its oldest segment goes, counted and announced. 16 MiB to 16 TiB.</summary>
    public long MaxBytes { get; init; } = 10L << 30;

    /// <summary>Size of one file, and so the least that goes at once when full. 4 MiB to 1 GiB, at most a quarter of <see cref="MaxBytes"/>.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    public static BufferOptions Read(Section section)
    {
        var defaults = new BufferOptions();
        var maxBytes = section.Bytes("maxBytes", defaults.MaxBytes, 16L << 20, 16L << 40);
        var segmentBytes = Math.Min(defaults.SegmentBytes, maxBytes / 4);
        var options = new BufferOptions
        {
            MaxBytes = maxBytes,
            SegmentBytes = (int)section.Bytes("segmentBytes", segmentBytes, 4 << 20, 1 << 30),
        };
        if (options.SegmentBytes > options.MaxBytes / 4)
        {
            section.Fail("segmentBytes", "must be at most a quarter of maxBytes");
        }

        section.End();
        return options;
    }
}
