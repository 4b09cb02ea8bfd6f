namespace IndustrialGateway.Buffering.Log;

/// <summary>Writes a stretch as numbers of 7 bits a byte, relative to what is acknowledged: 10 to 40 bytes.</summary>
internal static class StretchCodec
{
    /// <summary>How many bytes it took; null when there is no room.</summary>
    public static int? TryWrite(Span<byte> target, LogPosition acknowledged, in KeptStretch kept)
    {
        var (range, fate) = (kept.Stretch.Range, kept.Stretch.Fate);
        ReadOnlySpan<long> numbers =
        [
            (int)kept.Kind, (int)fate, range.First.Sequence - acknowledged.Sequence, range.First.Samples - acknowledged.Samples,
            range.Records, range.Samples, kept.Stretch.From, kept.Stretch.To - kept.Stretch.From,
        ];
        var at = 0;
        foreach (var number in numbers)
        {
            for (var rest = (ulong)Math.Max(0, number); ; rest >>= 7)
            {
                if (at == target.Length)
                {
                    return null;
                }

                target[at++] = (byte)(rest < 0x80 ? rest : (rest & 0x7F) | 0x80);
                if (rest < 0x80)
                {
                    break;
                }
            }
        }

        return at;
    }

    /// <summary>Reads what <see cref="TryWrite"/> wrote and a checksum has shown to be whole.</summary>
    public static KeptStretch Read(ref ReadOnlySpan<byte> source, LogPosition acknowledged)
    {
        Span<long> numbers = stackalloc long[8];
        foreach (ref var number in numbers)
        {
            var (value, shift) = (0UL, 0);
            for (var more = true; more && !source.IsEmpty; source = source[1..])
            {
                value |= (ulong)(source[0] & 0x7F) << shift;
                more = (source[0] & 0x80) != 0;
                shift += 7;
            }

            number = (long)value;
        }

        var first = new LogPosition(acknowledged.Sequence + numbers[2], acknowledged.Samples + numbers[3]);
        var before = new LogPosition(first.Sequence + numbers[4], first.Samples + numbers[5]);
        var stretch = new Stretch(new LogRange(first, before), (SkipReason)numbers[1], numbers[6], numbers[6] + numbers[7]);
        return new KeptStretch((StretchKind)numbers[0], stretch);
    }
}
