using System.Text.Json;
using IndustrialGateway.Model;

namespace IndustrialGateway.Faults;

/// <summary>
/// Knows every value that one run of the load plant can have offered, from its seed, the point and the index alone. Written
/// apart from the plant's own statement of it: the two must agree, so a mistake in either shows.
/// </summary>
internal sealed record Oracle(int Seed, int Points, int Machines, long StartTicks, long PeriodTicks)
{
    /// <summary>What a point shows before anything is offered.</summary>
    public const long BeforeStart = -1;

    /// <summary>The oracle of the run that wrote this report.</summary>
    public static Oracle From(JsonElement report) => new(
        report.GetProperty("seed").GetInt32(),
        report.GetProperty("points").GetInt32(),
        report.GetProperty("machines").GetInt32(),
        report.GetProperty("startTicks").GetInt64(),
        report.GetProperty("periodTicks").GetInt64());

    /// <summary>The point's name in the platform behind a gateway's source.</summary>
    public string PathOf(string source, int point) => $"{source}/machine-{MachineOf(point):000}/p{point:00000}";

    public int MachineOf(int point) =>
        Enumerable.Range(0, Machines).First(machine => point < (long)Points * (machine + 1) / Machines);

    /// <summary>The index of the value, or null when this run cannot have offered it at this point.</summary>
    public long? IndexOf(int point, in Value value)
    {
        var isDouble = point % 2 == 1;
        if (value.DataType != (isDouble ? DataType.Double : DataType.Int64))
        {
            return null;
        }

        var whole = isDouble ? (long)Math.Round(value.AsDouble() * 10) : value.AsInt64()!.Value; // An Int64 is one.
        if (isDouble && !(whole / 10.0).Equals(value.AsDouble()))
        {
            return null;
        }

        var index = whole >> 16;
        return (whole & 0xFFFF) == Check(point, index) ? index : null;
    }

    /// <summary>The source time that the plant gave the value of this index; every eighth has that of the one before.</summary>
    public long SourceTicks(int point, long index) =>
        StartTicks + (PeriodTicks * MachineOf(point) / Machines) + (PeriodTicks * (index % 8 == 7 ? index - 1 : index));

    private long Check(int point, long index)
    {
        unchecked
        {
            var hash = ((ulong)Seed << 32) ^ (uint)point;
            hash += (ulong)index * 0x9E3779B97F4A7C15;
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
            return (long)((hash ^ (hash >> 31)) & 0xFFFF);
        }
    }
}
