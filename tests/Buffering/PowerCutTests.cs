using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>The power goes at every single step that the buffer takes on its disk.</summary>
public sealed class PowerCutTests
{
    private const int Records = 500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_was_reported_durable_survives_a_power_cut_at_any_step(int seed)
    {
        var steps = (await RunAsync(cutAt: int.MaxValue)).Disk.Steps;

        for (var step = 1; step <= steps; step++)
        {
            var (disk, journal) = await RunAsync(step);

            await journal.VerifyAsync(disk.Restart(new Random(seed * 100_000 + step)));
        }
    }

    [Fact]
    public async Task A_power_cut_while_it_recovers_from_a_power_cut_loses_nothing_more()
    {
        var steps = (await RunAsync(cutAt: int.MaxValue)).Disk.Steps;

        for (var step = 1; step <= steps; step += 3)
        {
            var (disk, journal) = await RunAsync(step);
            for (var second = 1; second <= 12; second++)
            {
                var random = new Random(step * 1000 + second);
                var found = disk.Restart(random);
                found.OnStep = (number, _, _) => CutAt(found, number, second);
                try
                {
                    await using var buffer = Buffers.Open("/simulated", found);
                }
                catch (IOException)
                {
                    // The power went while it opened.
                }

                await journal.VerifyAsync(found.Restart(random));
            }
        }
    }

    [Fact]
    public async Task A_kill_at_any_step_loses_nothing_that_was_durable()
    {
        var steps = (await RunAsync(cutAt: int.MaxValue)).Disk.Steps;

        for (var step = 1; step <= steps; step += 2)
        {
            var (disk, journal) = await RunAsync(step);

            await journal.VerifyAsync(disk.AfterKill());
        }
    }

    private static async Task<(SimulatedDisk Disk, Journal Journal)> RunAsync(int cutAt)
    {
        var disk = new SimulatedDisk();
        disk.OnStep = (number, _, _) => CutAt(disk, number, cutAt);
        var journal = new Journal();
        try
        {
            await using var buffer = Buffers.Open("/simulated", disk);
            await journal.RunAsync(buffer, disk, Records);
        }
        catch (IOException) when (disk.PowerLost.IsCompleted)
        {
            // Cut while it opened.
        }

        return (disk, journal);
    }

    private static void CutAt(SimulatedDisk disk, int number, int step)
    {
        if (number == step)
        {
            disk.CutPower();
            throw new IOException("The power is off.");
        }
    }
}
