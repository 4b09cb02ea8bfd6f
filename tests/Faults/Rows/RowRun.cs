using System.Diagnostics;
using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>Runs cycles of one row, each over the line as it is, and reads all of it back again and again.</summary>
/// <param name="row">Which.</param>
/// <param name="seed">Chooses.</param>
/// <param name="tell">Hears a line per cycle, and the figures.</param>
internal sealed class RowRun(RowName row, int seed, Action<string> tell)
{
    /// <summary>With a bug that stops the line there is nothing to wait for; a line without one comes to rest in this time.</summary>
    private static readonly TimeSpan MostPatienceWithBug = TimeSpan.FromMinutes(2);

    private readonly RowFigures _figures = new();

    /// <summary>As few values as still tell.</summary>
    public bool IsQuick { get; init; }

    /// <summary>A planted bug in one of the programs; null = the product as it is.</summary>
    public Bug? Bug { get; init; }

    /// <summary>Of the cycles so far.</summary>
    public IReadOnlyList<string> Complaints => _figures.Complaints;

    /// <summary>All cycles, or as many as it takes until something is wrong.</summary>
    /// <param name="length">How many.</param>
    /// <param name="cancellationToken">Ends the line and leaves what is under way to end with it.</param>
    public async Task<RowFigures> RunAsync(RunLength length, CancellationToken cancellationToken = default)
    {
        tell($"{row.Name}  {row.What}; seed {seed}");
        var sinceStart = Stopwatch.StartNew();
        bool IsOver() => length.IsOver(_figures.Cycles, sinceStart.Elapsed);
        while (!IsOver() && _figures.Complaints.Count == 0)
        {
            await using var one = row.Make(IsQuick);
            await RunLineAsync(one, IsOver, cancellationToken);
        }

        foreach (var line in _figures.Table())
        {
            tell(line);
        }

        return _figures;
    }

    private async Task RunLineAsync(Row one, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var settings = await one.SetUpAsync();
        await using var line = await Line.StartAsync(
            Bug is null ? settings : settings with { Bug = Bug, Patience = MostPatienceWithBug });
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(500);
        List<Cycle> cycles = [];
        while (cycles.Count < one.CyclesPerLine && !isOver())
        {
            cycles.Add(await RunCycleAsync(one, line, subscriber).WaitAsync(cancellationToken));
        }

        var oracles = await line.OraclesAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracles[^1], offered).WaitAsync(cancellationToken);
        var reckoning = await Reckoning.MakeAsync(line, oracles, offered, subscriber, cycles, one).WaitAsync(cancellationToken);
        foreach (var complaint in one.Complaints(reckoning))
        {
            reckoning.Complain(complaint);
        }

        _figures.Add(reckoning);
        tell($"      read back {reckoning.Values} values: {(reckoning.Complaints.Count == 0 ? "all holds" : string.Join("; ", reckoning.Complaints))}");
    }

    private async Task<Cycle> RunCycleAsync(Row one, Line line, Subscriber subscriber)
    {
        var number = ++_figures.Cycles;

        // Each cycle's choices by themselves: what the machine was slow at in one does not change the next.
        var cycle = new Cycle(number, line, subscriber, new Random((seed * 1_000_003) + number), _figures);
        var what = await one.StrikeAsync(cycle);
        await subscriber.SeeFreshAsync(cycle.HealedAt);
        var fresh = TimeProvider.System.GetUtcNow() - cycle.HealedAt;
        _figures.Add("healed to first live value", fresh);
        tell(string.Create(CultureInfo.InvariantCulture, $"{number,5}  {what}; fresh after {fresh.TotalMilliseconds:0} ms"));
        return cycle;
    }
}
