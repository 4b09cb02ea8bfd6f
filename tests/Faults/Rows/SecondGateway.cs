namespace IndustrialGateway.Faults.Rows;

/// <summary>F13: somebody starts a second gateway in the folder of one that runs; it refuses, and the first one goes on.</summary>
internal sealed class SecondGateway : Row
{
    /// <summary>The exit code of a gateway whose data another one has.</summary>
    private const int Locked = 3;

    private readonly List<string> _complaints = [];

    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        await using var second = await cycle.Line.StartSecondGatewayAsync();
        var code = await second.WaitForExitAsync(default);
        if (code != Locked)
        {
            _complaints.Add($"the second gateway ended with {code} instead of {Locked}: {second.Log}");
        }

        cycle.Healed();
        return $"started {when}; the second ended with {code}";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning) => _complaints;
}
