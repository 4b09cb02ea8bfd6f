namespace IndustrialGateway.Faults.Rows;

/// <summary>F05: plant, gateway and platform die at the same moment, as in a power cut of the whole works whose disks live on.</summary>
internal sealed class KilledAll : Row
{
    public override Expectation Expects => Expectation.WhileAway;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentOrOutageAsync();
        var line = cycle.Line;
        await Task.WhenAll(line.KillPlantAsync(), line.KillGatewayAsync(), line.KillPlatformAsync());
        await cycle.GatewayIsDeadAsync();
        line.Uplink.Restore();
        await line.StartPlantAsync();
        await cycle.RestartPlatformAsync();
        await cycle.StartGatewayAsync();
        return $"killed {when}";
    }
}
