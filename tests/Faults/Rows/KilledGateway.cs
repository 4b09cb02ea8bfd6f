namespace IndustrialGateway.Faults.Rows;

/// <summary>F01: the gateway dies at a moment that nobody chose, with and without a backlog, and starts again.</summary>
internal sealed class KilledGateway : Row
{
    public override Expectation Expects => Expectation.WhileAway;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentOrOutageAsync();
        await cycle.KillGatewayAsync();
        cycle.Line.Uplink.Restore();
        await cycle.StartGatewayAsync();
        return $"killed {when}";
    }
}
