namespace IndustrialGateway.Faults.Rows;

/// <summary>F21: an outage outlasts the bound of the buffer; the oldest goes, and every value that went is in the books.</summary>
internal sealed class FullBuffer : Row
{
    /// <summary>16 MiB at some 5 bytes a value are full within a minute.</summary>
    private static readonly Load Heavy = new(1000, 10, 60);

    private const long MoreThanTheBufferHolds = 4_600;

    public override int CyclesPerLine => 1;

    public override Expectation Expects => Expectation.Announced;

    public override Task<LineSettings> SetUpAsync() =>
        Task.FromResult(new LineSettings { Load = Heavy, Buffer = LineSettings.SmallSegments("16MiB") });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        cycle.Line.Uplink.Cut();
        await cycle.Line.Plant.OfferMoreAsync(MoreThanTheBufferHolds);
        cycle.Line.Uplink.Restore();
        cycle.Healed();
        return $"cut off {when} for {MoreThanTheBufferHolds} values of each point";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        var missing = reckoning.NeverTaken;
        if (missing == 0 || missing != reckoning.Announced)
        {
            yield return $"{missing} values are missing and {reckoning.Announced} are announced as lost; neither may be 0";
        }
    }
}
