namespace IndustrialGateway.Model;

/// <summary>Writes a gap as the fields of a GapReport message.</summary>
internal static class GapCodec
{
    public static void Write(WireColumn output, Gap gap)
    {
        output.Clear();
        if (gap.Points.Length > 0)
        {
            var points = output.Begin((1 << 3) | 2);
            foreach (var alias in gap.Points)
            {
                output.Varint(alias);
            }

            output.End(points);
        }

        WriteTime(output, (2 << 3) | 2, gap.FromTicks);
        WriteTime(output, (3 << 3) | 2, gap.ToTicks);
        WriteNumber(output, 4 << 3, gap.SampleCount);
        WriteNumber(output, 5 << 3, (ulong)gap.Reason);
        if (gap.Equipment.Length > 0)
        {
            output.TextField((6 << 3) | 2, gap.Equipment);
        }

        WriteNumber(output, 7 << 3, gap.Id);
        WriteTime(output, (8 << 3) | 2, gap.FilledTicks);
        WriteNumber(output, 9 << 3, gap.FilledCount);
    }

    private static void WriteNumber(WireColumn output, byte tag, ulong number)
    {
        if (number != 0)
        {
            output.Tag(tag);
            output.Varint(number);
        }
    }

    private static void WriteTime(WireColumn output, byte tag, long? ticks)
    {
        if (ticks is { } time)
        {
            PointValueWriter.WriteTime(output, tag, time);
        }
    }
}
