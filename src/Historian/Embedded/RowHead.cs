using System.Buffers;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Where in its stream a record stands.</summary>
/// <param name="Stream">Tells streams apart, as well as one byte can.</param>
/// <param name="Sequence">The record's first.</param>
internal readonly record struct RecordPlace(byte Stream, long Sequence)
{
    public static RecordPlace Of(StreamKey stream, long sequence) =>
        new((byte)((stream.Epoch % byte.MaxValue) ^ stream.Log), sequence);

    /// <summary>Whether this is known to come after another of the same stream.</summary>
    public bool IsAfter(RecordPlace other) => Stream == other.Stream && Sequence > other.Sequence;
}

/// <summary>
/// What stands before a stored sample's content: [received − source, zigzag varint][stream, 1][sequence, varint], the last two only of
/// a record that was stored before another that comes before it. The first varint says so by its length: a filled sample's is a
/// byte longer than it need be, one that has overtaken two, one that is both three.
/// </summary>
/// <param name="Delay">How long after its source time the gateway received the sample, in ticks.</param>
/// <param name="IsFilled">It was read from the machine's own history.</param>
/// <param name="Overtaking">The place of the record when others before it were still missing; null = all before it were there.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct RowHead(long Delay, bool IsFilled, RecordPlace? Overtaking, int Length)
{
    private const int LongerWhenFilled = 1;
    private const int LongerWhenOvertaking = 2;
    private const byte Continued = 0x80;

    public static void Write(long delay, bool isFilled, RecordPlace? overtaking, ArrayBufferWriter<byte> output)
    {
        var longer = (isFilled ? LongerWhenFilled : 0) + (overtaking is null ? 0 : LongerWhenOvertaking);
        Varint.Write(output, Varint.ZigZag(delay), longer);
        if (overtaking is { } place)
        {
            output.GetSpan(1)[0] = place.Stream;
            output.Advance(1);
            Varint.Write(output, (ulong)place.Sequence);
        }
    }

    /// <exception cref="IndexOutOfRangeException">The row ends before its head.</exception>
    public static RowHead Read(ReadOnlySpan<byte> row)
    {
        var rest = row;
        var delay = Varint.UnZigZag(Varint.Read(ref rest));
        var longer = LongerBy(row[..^rest.Length]);
        RecordPlace? overtaking = null;
        if (longer >= LongerWhenOvertaking)
        {
            var stream = rest[0];
            rest = rest[1..];
            overtaking = new RecordPlace(stream, (long)Varint.Read(ref rest));
        }

        return new RowHead(delay, longer % LongerWhenOvertaking == LongerWhenFilled, overtaking, row.Length - rest.Length);
    }

    /// <summary>By how many bytes of nothing a varint is longer than it need be.</summary>
    private static int LongerBy(ReadOnlySpan<byte> varint)
    {
        if (varint[^1] != 0)
        {
            return 0;
        }

        var longer = Math.Min(1, varint.Length - 1);
        while (longer < varint.Length - 1 && varint[^(longer + 1)] == Continued)
        {
            longer++;
        }

        return longer;
    }
}
