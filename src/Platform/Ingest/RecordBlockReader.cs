namespace IndustrialGateway.Platform.Ingest;

/// <summary>Finds the records in an encoded RecordBlock, in place; a byte out of order makes it stop and say so.</summary>
internal ref struct RecordBlockReader(ReadOnlySpan<byte> content)
{
    /// <summary>Field 1, length-delimited: the only field of a RecordBlock.</summary>
    private const byte RecordTag = (1 << 3) | 2;

    private ReadOnlySpan<byte> _rest = content;

    /// <summary>True when the bytes are no RecordBlock; nothing more can be read.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether the bytes are a RecordBlock of so many records.</summary>
    public static bool Holds(ReadOnlySpan<byte> content, uint records)
    {
        var reader = new RecordBlockReader(content);
        var count = 0u;
        while (count <= records && reader.TryRead(out _))
        {
            count++;
        }

        return !reader.Failed && count == records;
    }

    /// <summary>The next record; false at the end or when <see cref="Failed"/>.</summary>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        if (_rest.IsEmpty || Failed)
        {
            return false;
        }

        if (_rest[0] != RecordTag || !TryReadLength(_rest[1..], out var length, out var prefix)
            || length > _rest.Length - 1 - prefix)
        {
            Failed = true;
            return false;
        }

        record = _rest.Slice(1 + prefix, length);
        _rest = _rest[(1 + prefix + length)..];
        return true;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length, out int size)
    {
        var value = 0L;
        for (size = 0; size < Math.Min(5, bytes.Length);)
        {
            var next = bytes[size];
            value |= (long)(next & 0x7F) << (7 * size++);
            if (next < 0x80)
            {
                length = (int)Math.Min(value, int.MaxValue);
                return true;
            }
        }

        length = 0;
        return false;
    }
}
