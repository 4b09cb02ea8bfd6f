using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>Runs cycles of one row, each over the line as it is, and reads all of it back again and again.</summary>
internal sealed class RowRun(RowName row, int seed, Action<string> tell)
{
    private readonly RowFigures _figures = new();

    /// <summary>All cycles, or as many as it takes until something is wrong.</summary>
    public async Task<RowFigures> RunAsync(int cycles)
    {
        tell($"{row.Name}  {row.What}; seed {seed}");
        while (_figures.Cycles < cycles && _figures.Complaints.Count == 0)
        {
            await using var one = row.Make();
            await RunLineAsync(one, Math.Min(one.CyclesPerLine, cycles - _figures.Cycles));
        }

        foreach (var line in _figures.Table())
        {
            tell(line);
        }

        return _figures;
    }

    private async Task RunLineAsync(Row one, int count)
    {
        await using var line = await Line.StartAsync(await one.SetUpAsync());
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(500);
        List<Cycle> cycles = [];
        for (var number = 0; number < count; number++)
        {
            cycles.Add(await RunCycleAsync(one, line, subscriber));
        }

        var oracle = await line.Plant.OracleAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracle, offered);
        var reckoning = await Reckoning.MakeAsync(line, [oracle], offered, subscriber, cycles, one);
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
