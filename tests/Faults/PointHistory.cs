using IndustrialGateway.Client;
using Gap = IndustrialGateway.V1.Gap;
using GapReason = IndustrialGateway.V1.GapReason;
using Value = IndustrialGateway.Model.Value;

namespace IndustrialGateway.Faults;

/// <summary>All that the platform's public API gives of one point, each Good value traced to the run and index it came from.</summary>
internal sealed class PointHistory
{
    private const int MostNamed = 5;
    private readonly List<(int Run, long Index)> _values = [];

    private PointHistory(int number, string name) => (Number, Name) = (number, name);

    /// <summary>The oracle's.</summary>
    public int Number { get; }

    public string Name { get; }

    public HashSet<(Value Value, long SourceTicks)> Samples { get; } = [];

    public List<Gap> Gaps { get; } = [];

    /// <summary>Samples that say that nothing was known: the machine was away.</summary>
    public int NotGood { get; private set; }

    /// <summary>Values of a run, Good and as offered.</summary>
    public int Values => _values.Count(value => value.Index != Oracle.BeforeStart);

    public int Duplicated { get; private set; }

    public int Inverted { get; private set; }

    public int Altered { get; private set; }

    /// <summary>Every value that is not as the plant offered it, comes twice or comes out of order; a few of them in words.</summary>
    public List<string> Faults { get; } = [];

    /// <param name="oracles">One per run of the plant, in the order of the runs.</param>
    public static async Task<PointHistory> ReadAsync(
        IndustrialGatewayClient client, IReadOnlyList<Oracle> oracles, int point, DateTimeOffset from, DateTimeOffset to)
    {
        var history = new PointHistory(point, Line.PointName(oracles[0].PathOf(Line.Source, point)));
        await foreach (var page in client.ListSamplePagesAsync(new HistoryQuery { Point = history.Name, From = from, To = to }))
        {
            foreach (var sample in page.Samples)
            {
                history.Add(sample, oracles, point);
            }

            history.Gaps.AddRange(page.Gaps);
        }

        return history;
    }

    /// <summary>What was lost with the end of a buffer, of which nobody knows how much it was.</summary>
    public LossesTold UncountedDamage =>
        new(Gaps.Where(gap => gap is { Reason: GapReason.Damaged, SampleCount: 0 }), LossesTold.Older);

    /// <summary>The indices of a run in the order in which they are stored, without the value from before its start.</summary>
    public IReadOnlyList<long> IndicesOf(int run) =>
        [.. _values.Where(value => value.Run == run && value.Index != Oracle.BeforeStart).Select(value => value.Index)];

    /// <summary>The stretches of indices below <paramref name="offered"/> that are missing from a run.</summary>
    public IReadOnlyList<(long First, long Count)> HolesOf(int run, long offered)
    {
        List<(long, long)> holes = [];
        var next = 0L;
        foreach (var index in IndicesOf(run).Append(offered))
        {
            if (index > next)
            {
                holes.Add((next, index - next));
            }

            next = index + 1;
        }

        return holes;
    }

    private void Add(V1.Sample sample, IReadOnlyList<Oracle> oracles, int point)
    {
        if (sample.StatusCode != 0)
        {
            NotGood++;
            return;
        }

        var value = sample.Value.ToModel();
        var ticks = sample.SourceTime.ToTicks();
        Samples.Add((value, ticks));
        if (Fitting(value, ticks, oracles, point) is not { } place)
        {
            Altered++;
            Fault($"{value} at {ticks} was never offered");
            return;
        }

        if (!HasTime(place, ticks, oracles, point))
        {
            Altered++;
            Fault($"run {place.Run} index {place.Index} has the time {ticks} instead of {oracles[place.Run].SourceTicks(point, place.Index)}");
        }

        if (_values.Count > 0 && place.CompareTo(_values[^1]) is <= 0 and var order)
        {
            Duplicated += order == 0 ? 1 : 0;
            Inverted += order < 0 ? 1 : 0;
            Fault($"run {place.Run} index {place.Index} comes after {_values[^1]}");
        }

        _values.Add(place);
    }

    /// <summary>Which value of which run it is. Of 65,536 values one fits another run too: then it is the one whose time is right, and that comes next.</summary>
    private (int Run, long Index)? Fitting(Model.Value value, long ticks, IReadOnlyList<Oracle> oracles, int point)
    {
        List<(int Run, long Index)> fitting = [];
        foreach (var (run, oracle) in oracles.Index())
        {
            if (oracle.IndexOf(point, value) is { } index)
            {
                fitting.Add((run, index));
            }
        }

        return fitting.Count == 0 ? null : fitting
            .OrderByDescending(place => HasTime(place, ticks, oracles, point))
            .ThenByDescending(place => _values.Count == 0 || place.CompareTo(_values[^1]) > 0)
            .First();
    }

    private static bool HasTime((int Run, long Index) place, long ticks, IReadOnlyList<Oracle> oracles, int point) =>
        place.Index == Oracle.BeforeStart || ticks == oracles[place.Run].SourceTicks(point, place.Index);

    private void Fault(string what)
    {
        if (Faults.Count < MostNamed)
        {
            Faults.Add($"{Name}: {what}");
        }
    }
}
