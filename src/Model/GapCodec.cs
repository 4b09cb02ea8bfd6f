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
        if (gap.SampleCount != 0)
        {
            output.Tag(4 << 3);
            output.Varint(gap.SampleCount);
        }

        if (gap.Reason != GapReason.Unspecified)
        {
            output.Tag(5 << 3);
            output.Varint((ulong)gap.Reason);
        }

        if (gap.Equipment.Length > 0)
        {
            output.TextField((6 << 3) | 2, gap.Equipment);
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
