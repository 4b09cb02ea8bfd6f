namespace IndustrialGateway.Faults.Rows;

/// <summary>F12: somebody puts back a backup of the gateway's buffer; it goes by a new epoch, nothing is overwritten and nothing new is lost.</summary>
internal sealed class RestoredBuffer : Row
{
    public override int CyclesPerLine => 2;

    public override Expectation Expects => Expectation.WhileAway;

    public override bool KeepsBooks => false;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var first = await cycle.RandomMomentAsync();
        await cycle.KillGatewayAsync();
        var backup = Path.Combine(Folder.Path, $"backup-{cycle.Number}");
        Copy(cycle.Line.GatewayBuffer, backup);
        await cycle.StartGatewayAsync();

        // What the newer buffer has not sent yet goes with it: the newest, and before it what came before the platform was reached again.
        var second = await cycle.RandomMomentAsync();
        await cycle.Line.KillGatewayAsync();
        cycle.GatewayIsAway();
        cycle.GatewayIsAway();
        Directory.Delete(cycle.Line.GatewayBuffer, recursive: true);
        Copy(backup, cycle.Line.GatewayBuffer);
        await cycle.StartGatewayAsync();
        await cycle.Line.Gateway.WaitForLineAsync(line => line.Contains("A new epoch", StringComparison.Ordinal), default);
        return $"copied {first}, put back {second}";
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
