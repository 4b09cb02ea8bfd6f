namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F13: somebody starts a second gateway in the folder of one that runs: it refuses; or one with the same identity in another folder:
/// the platform refuses it, and says so. The first one goes on.
/// </summary>
internal sealed class SecondGateway : Row
{
    /// <summary>The exit code of a gateway whose data another one has.</summary>
    private const int Locked = 3;

    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        if (cycle.Number % 2 == 0)
        {
            await StrikeElsewhereAsync(cycle);
            cycle.Healed();
            return $"started in another folder {when}; the platform refused it";
        }

        await using var second = await cycle.Line.StartSecondGatewayAsync();
        var code = await second.WaitForExitAsync(default);
        if (code != Locked)
        {
            cycle.Complain($"the second gateway ended with {code} instead of {Locked}: {second.Log}");
        }

        cycle.Healed();
        return $"started {when}; the second ended with {code}";
    }

    private async Task StrikeElsewhereAsync(Cycle cycle)
    {
        var began = TimeProvider.System.GetUtcNow();
        await using var second = await cycle.Line.StartSecondGatewayAsync(Folder[$"second-{cycle.Number}"]);
        await cycle.Line.ToldAsync(told => told.SecondInstanceTime?.ToDateTimeOffset() >= began);
    }
}
