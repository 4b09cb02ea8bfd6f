using System.Buffers.Binary;

namespace IndustrialGateway.Model;

/// <summary>
/// Takes a record apart, checksum first, all or nothing: hostile bytes give a fault, never an exception, and what it
/// allocates is at most four times the record and 1 MiB. Keeps its rows from call to call. One thread at a time.
/// </summary>
public sealed class RecordDecoder
{
    private const int ChecksumBytes = 5;
    private const byte ChecksumTag = (1 << 3) | 5;
    private const uint SamplesTag = (2 << 3) | 2;
    private const uint GapTag = (3 << 3) | 2;

    private readonly MemoryBudget _budget = new();
    private readonly BatchReader _batch = new();

    /// <summary>The rows of the last record or batch that was decoded, valid until the next call; none for a gap.</summary>
    public ReadOnlySpan<DecodedRow> Rows => _batch.Rows;

    /// <summary>The gap when the last record was one, else null.</summary>
    public Gap? Gap { get; private set; }

    /// <summary>Checks and decodes one Record into <see cref="Rows"/> or <see cref="Gap"/>.</summary>
    public bool TryDecode(ReadOnlySpan<byte> record, IPointShapes shapes, out RecordFault fault)
    {
        Reset();
        if (!HasValidChecksum(record))
        {
            fault = new RecordFault(RecordFaultKind.Checksum, Detail: "checksum");
            return false;
        }

        var reader = new WireReader(record[ChecksumBytes..]);
        uint kind = 0;
        ReadOnlySpan<byte> content = default;
        while (!reader.AtEnd)
        {
            var tag = reader.Tag();
            if (tag is SamplesTag or GapTag && kind == 0)
            {
                kind = tag;
                content = reader.Bytes();
            }
            else if (tag is SamplesTag or GapTag)
            {
                reader.Fail();
            }
            else
            {
                reader.Skip(tag);
            }
        }

        fault = new RecordFault(RecordFaultKind.Malformed, Detail: "record");
        return !reader.Failed && kind switch
        {
            SamplesTag => TryDecodeBatch(content, shapes, out fault),
            GapTag => TryDecodeGap(content, ref fault),
            _ => false,
        };
    }

    /// <summary>Decodes a bare SampleBatch into <see cref="Rows"/>.</summary>
    public bool TryDecodeBatch(ReadOnlySpan<byte> batch, IPointShapes shapes, out RecordFault fault)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        Reset();
        return _batch.TryRead(batch, shapes, _budget, out fault);
    }

    /// <summary>True when the record begins with the checksum of all that follows.</summary>
    public static bool HasValidChecksum(ReadOnlySpan<byte> record) =>
        record.Length >= ChecksumBytes && record[0] == ChecksumTag &&
        BinaryPrimitives.ReadUInt32LittleEndian(record[1..]) == Checksum.Of(record[ChecksumBytes..]);

    private void Reset()
    {
        Gap = null;
        _batch.Clear();
    }

    private bool TryDecodeGap(ReadOnlySpan<byte> content, ref RecordFault fault)
    {
        _budget.Start(content.Length, rowBytes: 0);
        Gap = GapReader.Read(content, _budget);
        fault = Gap is null ? new RecordFault(RecordFaultKind.Malformed, Detail: "gap") : default;
        return Gap is not null;
    }
}
