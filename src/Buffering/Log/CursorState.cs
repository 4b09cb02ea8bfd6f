using System.Buffers.Binary;

namespace IndustrialGateway.Buffering.Log;

/// <summary>What must outlive the segments: how far the log is acknowledged and what was dropped unacknowledged.</summary>
internal readonly record struct CursorState
{
    public const int Size = 512;
    public const int Format = 2;
    private const ulong FirstMagic = 0x3152_5543_4647_5749;
    private const int NumbersAt = 24;
    private const int CountAt = NumbersAt + (8 * Numbers);
    private const int StretchesAt = CountAt + 1;
    private const int StretchesEnd = Size - 4;

    // Generation, where it is acknowledged, how long the buffer lived, its bound, and what was lost by five reasons, records and samples each.
    private const int Numbers = 1 + 2 + 1 + 1 + (2 * 5);

    public UInt128 Epoch { get; init; }

    public long Generation { get; init; }

    public LogPosition Acknowledged { get; init; }

    /// <summary>How long the buffer has been open, in all its runs, ticks.</summary>
    public long Lived { get; init; }

    /// <summary>How much the buffer may hold, bytes; 0 = not known. For who looks at the files alone.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Lost for good, of what is acknowledged.</summary>
    public Losses Lost { get; init; }

    /// <summary>What is known of records that are not acknowledged in one piece from the beginning.</summary>
    public IReadOnlyList<KeptStretch> Stretches
    {
        get => field ?? [];
        init;
    }

    /// <summary>All before was acknowledged or dropped: there are no records.</summary>
    public long GoneBefore => Stretches
        .Where(kept => kept.Kind == StretchKind.Dropped)
        .Select(kept => kept.Stretch.Range.Before.Sequence)
        .Append(Acknowledged.Sequence)
        .Max();

    /// <summary>No new record may have a sequence before.</summary>
    public LogPosition KnownBefore => Stretches.Select(kept => kept.Stretch.Range.Before).Append(Acknowledged).MaxBy(place => place.Sequence);

    /// <summary>Whether a reader will be told that a range is acknowledged or dropped, its records being gone.</summary>
    public bool Explains(LogRange range) => range.Before.Sequence <= Acknowledged.Sequence
        || Stretches.Any(kept => kept.Kind != StretchKind.Told && kept.Stretch.Range.Covers(range));

    /// <summary>As many of the stretches as a slot can hold.</summary>
    public static IReadOnlyList<KeptStretch> Fitting(LogPosition acknowledged, IEnumerable<KeptStretch> stretches)
    {
        Span<byte> space = stackalloc byte[StretchesEnd - StretchesAt];
        var (fitting, used) = (new List<KeptStretch>(), 0);
        foreach (var kept in stretches)
        {
            if (StretchCodec.TryWrite(space[used..], acknowledged, kept) is { } bytes)
            {
                fitting.Add(kept);
                used += bytes;
            }
        }

        return fitting;
    }

    public void Write(Span<byte> target)
    {
        target.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, FileFormat.Of(FirstMagic, Format));
        BinaryPrimitives.WriteUInt128LittleEndian(target[8..], Epoch);
        List<long> numbers = [Generation, Acknowledged.Sequence, Acknowledged.Samples, Lived, MaxBytes];
        foreach (var reason in Losses.Reasons)
        {
            numbers.AddRange([Lost.Of(reason).Records, Lost.Of(reason).Samples]);
        }

        for (var i = 0; i < numbers.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[(NumbersAt + (8 * i))..], numbers[i]);
        }

        target[CountAt] = (byte)Stretches.Count;
        var at = StretchesAt;
        foreach (var kept in Stretches)
        {
            at += StretchCodec.TryWrite(target[at..StretchesEnd], Acknowledged, kept) ?? 0;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[(Size - 4)..], Crc32C.Of(0, target[..(Size - 4)]));
    }

    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, string path, out CursorState state)
    {
        state = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source[(Size - 4)..]) != Crc32C.Of(0, source[..(Size - 4)])
            || FileFormat.Read(BinaryPrimitives.ReadUInt64LittleEndian(source), FirstMagic, Format, path) is not { } format)
        {
            return false;
        }

        Span<long> numbers = stackalloc long[Numbers];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(source[(NumbersAt + (8 * i))..]);
        }

        state = new CursorState
        {
            Epoch = BinaryPrimitives.ReadUInt128LittleEndian(source[8..]),
            Generation = numbers[0],
            Acknowledged = new LogPosition(numbers[1], numbers[2]),
        };
        state = format == 1 ? FirstFormat(state, numbers[3..]) : SecondFormat(state with { Lived = numbers[3], MaxBytes = numbers[4] }, numbers[5..], source);
        return true;
    }

    // One range dropped and not acknowledged, its times, and what was lost before it.
    private static CursorState FirstFormat(CursorState state, ReadOnlySpan<long> numbers)
    {
        var dropped = new LogRange(new LogPosition(numbers[0], numbers[1]), new LogPosition(numbers[2], numbers[3]));
        return state with
        {
            Lost = new Losses { Evicted = new Tally(numbers[6], numbers[7]) },
            Stretches = dropped.IsEmpty
                ? []
                : [new KeptStretch(StretchKind.Dropped, new Stretch(dropped, SkipReason.Evicted, numbers[4], numbers[5]))],
        };
    }

    private static CursorState SecondFormat(CursorState state, ReadOnlySpan<long> numbers, ReadOnlySpan<byte> source)
    {
        var lost = default(Losses);
        foreach (var reason in Losses.Reasons)
        {
            lost = lost.Plus(reason, new Tally(numbers[0], numbers[1]));
            numbers = numbers[2..];
        }

        var stretches = new KeptStretch[source[CountAt]];
        var rest = source[StretchesAt..StretchesEnd];
        for (var i = 0; i < stretches.Length; i++)
        {
            stretches[i] = StretchCodec.Read(ref rest, state.Acknowledged);
        }

        return state with { Lost = lost, Stretches = stretches };
    }
}
