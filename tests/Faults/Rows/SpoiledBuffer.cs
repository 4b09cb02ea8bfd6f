using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F10, F11: files of a dead gateway's buffer go bad; it starts all the same, delivers no wrong value, and says what it has lost.</summary>
internal sealed class SpoiledBuffer(IReadOnlyList<Spoiling> spoilings) : Row
{
    // Damage to what says how the parts belong together has the gateway set them aside and begin a new epoch.
    private bool _keepsBooks = true;

    public override int CyclesPerLine => 1;

    public override Expectation Expects => _keepsBooks ? Expectation.Announced : Expectation.SetAside;

    public override bool KeepsBooks => _keepsBooks;

    public override bool MayAnnounceTooMany => true;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        // A backlog of several segments: what is acknowledged can be spoiled without loss.
        var when = await cycle.RandomMomentAsync();
        cycle.Line.Uplink.Cut();
        await cycle.Line.Plant.OfferMoreAsync(cycle.Random.Next(5, 40));
        await cycle.KillGatewayAsync();
        cycle.Line.StartGateway();
        await cycle.Line.Gateway.WaitForLineAsync(line => line.Contains(" is live at ", StringComparison.Ordinal), default);
        await cycle.Line.Plant.OfferMoreAsync(cycle.Random.Next(5, 40));
        await cycle.KillGatewayAsync();

        var spoiling = spoilings[(cycle.Number - 1) % spoilings.Count];
        var where = spoiling.Apply(cycle.Line.GatewayBuffer, cycle.Random) ?? "nothing there to spoil";
        cycle.Line.Uplink.Restore();
        await cycle.StartGatewayAsync();
        _keepsBooks = Directory.GetDirectories(cycle.Line.GatewayBuffer, "*-2*").Length == 0;
        return $"{spoiling.Name}: {where}, {when}{(_keepsBooks ? "" : "; the buffer was set aside")}";
    }
}
