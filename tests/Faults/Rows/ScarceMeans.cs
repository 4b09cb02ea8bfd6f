using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F24: the gateway may have two threads of the pool, and for a while it gets no new file or socket; it lives, and goes on by itself.</summary>
internal sealed class ScarceMeans : Row
{
    private const int Usual = 1024;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() =>
        Task.FromResult(new LineSettings { GatewayLauncher = ["env", "DOTNET_ThreadPool_ForceMaxWorkerThreads=2"] });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var gateway = cycle.Line.Gateway.Id;
        var open = Directory.GetFileSystemEntries($"/proc/{gateway}/fd").Length;
        await LimitAsync(gateway, open);

        // Its stream is gone, and another one it cannot open.
        cycle.Line.Uplink.Reset();
        await cycle.Line.Plant.OfferMoreAsync(cycle.Random.Next(20, 100));
        await LimitAsync(gateway, Usual);
        cycle.Healed();
        return string.Create(CultureInfo.InvariantCulture, $"no more than the {open} files it had {when}");
    }

    private static async Task LimitAsync(int process, int files)
    {
        var (id, limit) = (process.ToString(CultureInfo.InvariantCulture), files.ToString(CultureInfo.InvariantCulture));
        await using var program = LineProcess.Start("prlimit", ["--pid", id, $"--nofile={limit}:{Usual}"]);
        if (await program.EndAsync(default) is not 0 and var code)
        {
            throw new InvalidOperationException($"prlimit ended with {code}: {program.Errors}");
        }
    }
}
