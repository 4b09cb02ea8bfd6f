namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F15: the machine stands still although its connections live, nothing gets through to it, or its connections are reset; what it
/// still has is fetched, and values flow again.
/// </summary>
internal sealed class SilentMachine : Row
{
    private static readonly string[] Ways = ["stands still", "out of reach", "reset"];

    public override int CyclesPerLine => Ways.Length;

    /// <summary>Its queues hold a hundred seconds, its subscriptions live for minutes.</summary>
    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { HasPlantWire = true });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var way = Ways[(cycle.Number - 1) % Ways.Length];
        var line = cycle.Line;
        var length = TimeSpan.FromSeconds(cycle.Random.Next(2, 20));
        switch (way)
        {
            case "stands still":
                line.Plant.Freeze(isFrozen: true);
                await Task.Delay(length, TimeProvider.System);
                line.Plant.Freeze(isFrozen: false);
                break;
            case "out of reach":
                line.PlantWire.Cut();
                await Task.Delay(length, TimeProvider.System);
                line.PlantWire.Restore();
                break;
            default:
                line.PlantWire.Reset();
                break;
        }

        cycle.Healed();
        return $"{way} {when}, for {length.TotalSeconds:0} s";
    }
}
