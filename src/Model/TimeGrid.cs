namespace IndustrialGateway.Model;

/// <summary>The base and the largest unit in which the source times of a batch are whole.</summary>
internal readonly record struct TimeGrid(long BaseTicks, long UnitTicks)
{
    /// <summary>Largest unit that fits the wire's uint32 nanoseconds.</summary>
    private const long MaxUnitTicks = uint.MaxValue / 100;

    public uint UnitNanoseconds => (uint)(UnitTicks * 100);

    /// <summary>Rows whose time nanoseconds cannot hold are left out; without others the base is 1970.</summary>
    public static TimeGrid Of(ReadOnlySpan<AliasedSample> rows)
    {
        var first = 0;
        while (first < rows.Length && !UaTime.FitsUnixNanoseconds(rows[first].SourceTicks))
        {
            first++;
        }

        if (first == rows.Length)
        {
            return new TimeGrid(UaTime.UnixEpochTicks, UaTime.TicksPerSecond);
        }

        var start = rows[first].SourceTicks;
        var previous = start;
        var unit = 0L;
        for (var row = first + 1; row < rows.Length; row++)
        {
            var ticks = rows[row].SourceTicks;
            var delta = ticks - previous;
            if (delta == 0 || !UaTime.FitsUnixNanoseconds(ticks))
            {
                continue;
            }

            previous = ticks;
            if (unit == 0 || delta % unit != 0)
            {
                unit = GreatestCommonDivisor(unit, Math.Abs(delta));
            }
        }

        return new TimeGrid(start, Fitting(unit));
    }

    private static long Fitting(long unit)
    {
        if (unit == 0)
        {
            return UaTime.TicksPerSecond;
        }

        if (unit <= MaxUnitTicks)
        {
            return unit;
        }

        var fitting = UaTime.TicksPerSecond;
        while (unit % fitting != 0)
        {
            fitting /= 10;
        }

        return fitting;
    }

    private static long GreatestCommonDivisor(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}
