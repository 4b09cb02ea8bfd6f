using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F34: all points change hundreds of times at once; nothing is lost, and it is measured when live values are in time again.</summary>
internal sealed class Burst : Row
{
    private static readonly TimeSpan InTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { Load = new Load(1000, 10, 20) });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var plant = cycle.Line.Plant;
        var length = TimeSpan.FromSeconds(cycle.Random.Next(2, 8));

        // What it could not offer meanwhile it offers at once.
        plant.Freeze(isFrozen: true);
        await Task.Delay(length, TimeProvider.System);
        plant.Freeze(isFrozen: false);
        cycle.Healed();
        await cycle.Subscriber.SeeFreshAsync(cycle.HealedAt);
        var began = TimeProvider.System.GetTimestamp();
        for (var late = TimeSpan.MaxValue; late > InTime;)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                cycle.Complain($"{Patience} after the burst live values are still {late.TotalMilliseconds:0} ms late (p99)");
                break;
            }

            cycle.Subscriber.NoteLatencies();
            await cycle.Subscriber.SeeMoreAsync(1000);
            late = TimeSpan.FromMilliseconds(RowFigures.Percentile(cycle.Subscriber.NoteLatencies(), 0.99));
        }

        cycle.Time("burst to live values in time (p99 below 500 ms)", TimeProvider.System.GetElapsedTime(began));
        return string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds * cycle.Line.Load.Rate * cycle.Line.Load.Points:0} values at once {when}");
    }
}
