namespace IndustrialGateway.Simulator.Load;

/// <summary>
/// What a load plant offers, as a function: the value and source time number <c>index</c> (from 0) of each point. A stored
/// value can be checked alone, and what is missing can be named. Points are numbered from 0; even ones are Int64, odd ones
/// Double. Every eighth value has the source time of the one before it.
/// </summary>
/// <param name="Seed">Another one gives other values.</param>
/// <param name="Points">Points in all.</param>
/// <param name="Machines">The points are parted evenly over so many machines, which take turns within a period.</param>
/// <param name="StartTicks">Source time of the first machine's first value, 100 ns ticks since 1601.</param>
/// <param name="PeriodTicks">Between two values of a point, in 100 ns ticks.</param>
internal sealed record LoadOracle(int Seed, int Points, int Machines, long StartTicks, long PeriodTicks)
{
    /// <summary>Index of the value that every point has before the plant starts; not part of what is offered.</summary>
    public const long BeforeStart = -1;

    private const int EqualTimesEvery = 8;
    private const int CheckBits = 16;

    /// <summary>The double is a tenth of the integer, so that it travels as a decimal.</summary>
    private const double Tenth = 10;

    public int PointsOf(int machine) => FirstPoint(machine + 1) - FirstPoint(machine);

    public int FirstPoint(int machine) => (int)((long)Points * machine / Machines);

    /// <summary>e.g. <c>machine-003</c>.</summary>
    public static string MachineName(int machine) => $"machine-{machine:000}";

    /// <summary>Unique in the plant, e.g. <c>p00042</c>.</summary>
    public static string PointName(int point) => $"p{point:00000}";

    public static bool IsInteger(int point) => point % 2 == 0;

    /// <summary>When a machine's values of this index are due, 100 ns ticks since 1601.</summary>
    public long DueTicks(int machine, long index) => StartTicks + (PeriodTicks * machine / Machines) + (PeriodTicks * index);

    /// <summary>The source time of a machine's values of this index.</summary>
    public long SourceTicks(int machine, long index) =>
        DueTicks(machine, index % EqualTimesEvery == EqualTimesEvery - 1 ? index - 1 : index);

    /// <summary>The value of a point of integers, which holds its index and a check of seed, point and index.</summary>
    public long Integer(int point, long index) => (index << CheckBits) | Check(point, index);

    /// <summary>The value of a point of doubles.</summary>
    public double Double(int point, long index) => Integer(point, index) / Tenth;

    /// <summary>The index of a value; null when it is none of this point's.</summary>
    public long? IndexOf(int point, long integer)
    {
        var index = integer >> CheckBits;
        return integer == Integer(point, index) ? index : null;
    }

    /// <summary>The index of a value; null when it is none of this point's.</summary>
    public long? IndexOf(int point, double value)
    {
        var integer = (long)Math.Round(value * Tenth);
        return IndexOf(point, integer) is { } index && Double(point, index).Equals(value) ? index : null;
    }

    /// <summary>16 bits of a good mixer (splitmix64's) over all three.</summary>
    private long Check(int point, long index)
    {
        var mixed = unchecked((((ulong)Seed << 32) ^ (uint)point) + ((ulong)index * 0x9E3779B97F4A7C15));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (long)((mixed ^ (mixed >> 31)) & ((1 << CheckBits) - 1));
    }
}
