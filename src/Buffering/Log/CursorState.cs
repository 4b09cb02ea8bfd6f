using System.Buffers.Binary;

namespace IndustrialGateway.Buffering.Log;

/// <summary>What must outlive the segments: how far the log is acknowledged and what was dropped unacknowledged.</summary>
internal readonly record struct CursorState
{
    public const int Size = 512;
    private const ulong Magic = 0x3152_5543_4647_5749;

    public UInt128 Epoch { get; init; }

    public long Generation { get; init; }

    public LogPosition Acknowledged { get; init; }

    /// <summary>The range dropped and not yet acknowledged; empty when both ends are equal.</summary>
    public LogPosition EvictedFirst { get; init; }

    /// <inheritdoc cref="EvictedFirst"/>
    public LogPosition EvictedBefore { get; init; }

    /// <summary>UTC ticks.</summary>
    public long EvictedFrom { get; init; }

    /// <inheritdoc cref="EvictedFrom"/>
    public long EvictedTo { get; init; }

    /// <summary>Dropped for good before that range.</summary>
    public long LostRecords { get; init; }

    /// <inheritdoc cref="LostRecords"/>
    public long LostSamples { get; init; }

    public bool HasEvicted => EvictedBefore.Sequence > EvictedFirst.Sequence;

    public void Write(Span<byte> target)
    {
        target.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt128LittleEndian(target[8..], Epoch);
        ReadOnlySpan<long> numbers =
        [
            Generation, Acknowledged.Sequence, Acknowledged.Samples, EvictedFirst.Sequence, EvictedFirst.Samples,
            EvictedBefore.Sequence, EvictedBefore.Samples, EvictedFrom, EvictedTo, LostRecords, LostSamples,
        ];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[(24 + 8 * i)..], numbers[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[(Size - 4)..], Crc32C.Of(0, target[..(Size - 4)]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out CursorState state)
    {
        state = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt64LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[(Size - 4)..]) != Crc32C.Of(0, source[..(Size - 4)]))
        {
            return false;
        }

        Span<long> numbers = stackalloc long[11];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(source[(24 + 8 * i)..]);
        }

        state = new CursorState
        {
            Epoch = BinaryPrimitives.ReadUInt128LittleEndian(source[8..]),
            Generation = numbers[0],
            Acknowledged = new LogPosition(numbers[1], numbers[2]),
            EvictedFirst = new LogPosition(numbers[3], numbers[4]),
            EvictedBefore = new LogPosition(numbers[5], numbers[6]),
            EvictedFrom = numbers[7],
            EvictedTo = numbers[8],
            LostRecords = numbers[9],
            LostSamples = numbers[10],
        };
        return true;
    }
}
