using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F22: the gateway's disk stands still for seconds, or takes a fifth of a second for each sync; nothing is lost.</summary>
internal sealed class SlowDisk : Row
{
    private LoopDisk? _disk;

    public override Expectation Expects => Expectation.Complete;

    public override async Task<LineSettings> SetUpAsync()
    {
        _disk = await LoopDisk.MakeAsync(Folder, "gateway", megabytes: 128);
        return new LineSettings { GatewayData = Path.Combine(_disk.Path, "data"), Buffer = LineSettings.SmallSegments("64MiB") };
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var values = cycle.Random.Next(40, 200);
        if (cycle.Number % 2 == 1)
        {
            await _disk!.StandStillAsync(() => cycle.Line.Plant.OfferMoreAsync(values)); // Made before the line.
            cycle.Healed();
            return $"stood still {when} for {values} values of each point";
        }

        await using (await SystemCalls.TamperAsync(cycle.Line.Gateway.Id, "inject=fdatasync:delay_enter=200000"))
        {
            await cycle.Line.Plant.OfferMoreAsync(values);
        }

        cycle.Healed();
        return $"200 ms for each sync {when} for {values} values of each point";
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _disk.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
