using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>Finds the records of a segment one after another and goes on behind damage, wherever it is.</summary>
internal sealed class SegmentWalker
{
    private const long NotKnown = -1;
    private readonly RecordWindow _window = new();

    /// <summary>Where the walk stands, in bytes from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>The samples of all records up to the last one that was passed; -1 when the record before it was damaged or not met.</summary>
    public long SamplesPassed { get; private set; } = NotKnown;

    /// <summary>The sequence after the last record that was passed.</summary>
    public long Passed { get; private set; }

    public void Start(in SegmentHeader header)
    {
        Offset = SegmentHeader.DataStart;
        SamplesPassed = header.SamplesBefore;
        Passed = header.BaseSequence;
        _window.Clear();
    }

    /// <summary>
    /// The next whole record with a sequence in [<paramref name="first"/>, <paramref name="before"/>) that ends by
    /// <paramref name="end"/>; earlier ones are passed over unread. The walk stays in front of the record until <see cref="Pass"/>.
    /// </summary>
    public bool TryFind(
        IDiskFile file, uint salt, long end, long first, long before, out RecordHeader header, out ReadOnlyMemory<byte> payload)
    {
        while (Offset + RecordHeader.Size <= end)
        {
            var bytes = _window.Get(file, Offset, RecordHeader.Size, end);
            if (!RecordHeader.TryRead(bytes.Span, salt, out header) || Offset + RecordHeader.Size + header.Length > end)
            {
                SkipDamage(bytes.Span);
            }
            else if (header.Sequence >= before)
            {
                break;
            }
            else if (header.Sequence < first)
            {
                Pass(header);
            }
            else
            {
                var record = _window.Get(file, Offset, RecordHeader.Size + header.Length, end);
                if (header.Fits(record.Span, salt))
                {
                    payload = record.Slice(RecordHeader.Size, header.Length);
                    return true;
                }

                Offset += header.Extent;
            }
        }

        header = default;
        payload = default;
        return false;
    }

    public void Pass(in RecordHeader header)
    {
        Offset += header.Extent;
        Passed = header.Sequence + 1;
        SamplesPassed = header.SamplesBefore + header.Samples;
    }

    // Records stand at multiples of 8; zeros, as in reserved space, are passed over fast.
    private void SkipDamage(ReadOnlySpan<byte> bytes)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        Offset += Math.Max(8, (zeros < 0 ? bytes.Length - RecordHeader.Size : zeros - RecordHeader.Size) & ~7);
    }
}
