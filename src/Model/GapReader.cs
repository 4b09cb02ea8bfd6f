namespace IndustrialGateway.Model;

/// <summary>Reads the fields of a GapReport message.</summary>
internal static class GapReader
{
    /// <summary>Null for bytes that are no gap.</summary>
    public static Gap? Read(ReadOnlySpan<byte> content, MemoryBudget budget)
    {
        var reader = new WireReader(content);
        List<uint> points = [];
        var gap = new Gap([], FromTicks: null, ToTicks: null, SampleCount: 0, GapReason.Unspecified, Equipment: "");
        while (!reader.AtEnd)
        {
            var tag = reader.Tag();
            switch (tag)
            {
                case (1 << 3) | 2:
                    if (!AddPoints(reader.Bytes(), points, budget))
                    {
                        return null;
                    }

                    break;
                case ((2 << 3) | 2) or ((3 << 3) | 2) or ((8 << 3) | 2):
                    if (!PointValueReader.TryReadTime(reader.Bytes(), out var ticks))
                    {
                        return null;
                    }

                    gap = WithTime(gap, tag >> 3, ticks);
                    break;
                case (4 << 3) or (5 << 3) or (7 << 3) or (9 << 3):
                    gap = WithNumber(gap, tag >> 3, reader.Varint());
                    break;
                case (6 << 3) | 2 when PointValueReader.ReadText(reader.Bytes(), budget) is { } text:
                    gap = gap with { Equipment = text };
                    break;
                case (6 << 3) | 2:
                    return null;
                case 1 << 3:
                    reader.Fail();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return reader.Failed ? null : gap with { Points = [.. points] };
    }

    private static Gap WithTime(Gap gap, uint field, long ticks) => field switch
    {
        2 => gap with { FromTicks = ticks },
        3 => gap with { ToTicks = ticks },
        _ => gap with { FilledTicks = ticks },
    };

    private static Gap WithNumber(Gap gap, uint field, ulong number) => field switch
    {
        4 => gap with { SampleCount = number },
        5 => gap with { Reason = number <= byte.MaxValue ? (GapReason)number : default },
        7 => gap with { Id = number },
        _ => gap with { FilledCount = number },
    };

    private static bool AddPoints(ReadOnlySpan<byte> packed, List<uint> points, MemoryBudget budget)
    {
        var count = BatchReader.VarintCount(packed);
        if (!budget.TryTake(2L * sizeof(uint) * count))
        {
            return false;
        }

        points.EnsureCapacity(points.Count + count);
        var reader = new WireReader(packed);
        while (!reader.AtEnd)
        {
            points.Add(reader.Varint32());
        }

        return !reader.Failed;
    }
}
