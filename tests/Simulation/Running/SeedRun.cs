using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Running;

/// <summary>What came of a seed.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Failure">What was broken; null when every promise was kept.</param>
/// <param name="Fingerprint">Of everything that happened, in order.</param>
/// <param name="Steps">How many pieces of work ran.</param>
/// <param name="Samples">How many samples were stored.</param>
internal sealed record SeedResult(int Seed, Exception? Failure, string Fingerprint, long Steps, int Samples);

/// <summary>One seed from its beginning to the audit.</summary>
internal static class SeedRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(300);

    public static async Task<SeedResult> RunAsync(int seed, Planted planted, TextWriter? words, string quarantineFolder)
    {
        var trace = new Trace(words);
        var scheduler = new SeededScheduler(seed, trace);
        World? world = null;
        Exception? failed = null;
        try
        {
            await scheduler.RunAsync(async () =>
            {
                world = new World(scheduler, Scenario.Choose(scheduler.Chance, quarantineFolder), planted);
                await RunAsync(world);
            });
        }
        catch (Exception failure)
        {
            failed = failure;
        }

        trace.Say(scheduler.Now, "world", failed is null ? "kept" : "broken", failed is null ? "" : $": {failed}");
        return new SeedResult(seed, failed, trace.Fingerprint, scheduler.Steps, world?.History.Samples.Count ?? 0);
    }

    private static async Task RunAsync(World world)
    {
        var (oracle, nemesis) = (new Oracle(world), new Nemesis(world));
        world.Begin();
        var trouble = nemesis.RunAsync();
        while (!trouble.IsCompleted)
        {
            await Task.WhenAny(trouble, world.Scheduler.World.Time.Delay(LookEvery));
            oracle.Look();
        }

        await trouble;
        await WatchAsync(world, oracle, Recovery, until: () => false);
        var calmSince = world.Scheduler.Now;
        await WatchAsync(world, oracle, Calm, until: () => false);
        world.Scenario.Machine.IsStopped = true;
        if (!await WatchAsync(world, oracle, DrainWithin, oracle.IsDrained))
        {
            throw new SimulationException($"Not everything arrives within {DrainWithin}: {oracle.Waiting()}");
        }

        oracle.Audit(nemesis.HasFlippedBits);
        oracle.CheckLive(calmSince);
    }

    private static async Task<bool> WatchAsync(World world, Oracle oracle, TimeSpan most, Func<bool> until)
    {
        for (var end = world.Scheduler.Now + most.Ticks; world.Scheduler.Now < end;)
        {
            await world.Scheduler.World.Time.Delay(LookEvery);
            oracle.Look();
            if (until())
            {
                return true;
            }
        }

        return false;
    }
}
