namespace IndustrialGateway.Model;

/// <summary>Reads the fields of a GapReport message.</summary>
internal static class GapReader
{
    /// <summary>Null for bytes that are no gap.</summary>
    public static Gap? Read(ReadOnlySpan<byte> content, MemoryBudget budget)
    {
        var reader = new WireReader(content);
        List<uint> points = [];
        long? from = null;
        long? to = null;
        var (count, reason, equipment) = (0UL, 0UL, "");
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
                case ((2 << 3) | 2) or ((3 << 3) | 2):
                    if (!PointValueReader.TryReadTime(reader.Bytes(), out var ticks))
                    {
                        return null;
                    }

                    if (tag >> 3 == 2)
                    {
                        from = ticks;
                    }
                    else
                    {
                        to = ticks;
                    }

                    break;
                case 4 << 3:
                    count = reader.Varint();
                    break;
                case 5 << 3:
                    reason = reader.Varint();
                    break;
                case (6 << 3) | 2 when PointValueReader.ReadText(reader.Bytes(), budget) is { } text:
                    equipment = text;
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

        return reader.Failed
            ? null
            : new Gap([.. points], from, to, count, reason <= byte.MaxValue ? (GapReason)reason : default, equipment);
    }

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
