using IndustrialGateway.Buffering.Simulation;
using Xunit.Sdk;

namespace IndustrialGateway.Buffering;

/// <summary>The suite itself: with a promise of the disk taken away, the same checks must fail.</summary>
public sealed class PlantedFaultTests
{
    private const int Records = 500;
    // What is saved when, is the buffer's own matter and differs from run to run: so often is each cut looked for.
    private const int Rounds = 10;

    [Fact]
    public Task A_sync_that_does_nothing_is_noticed() =>
        IsNoticedAsync(disk => disk.Ignored = (step, path) => step == DiskStep.Sync && path.EndsWith(".log", StringComparison.Ordinal));

    [Fact]
    public Task A_name_that_is_not_made_durable_is_noticed() =>
        IsNoticedAsync(disk => disk.Ignored = (step, _) => step == DiskStep.SyncFolder);

    [Fact]
    public Task A_segment_removed_although_the_cursor_was_not_saved_is_noticed() =>
        IsNoticedAsync(disk => disk.Ignored =
            (step, path) => step == DiskStep.Write && path.EndsWith("cursor", StringComparison.Ordinal));

    private static async Task IsNoticedAsync(Action<SimulatedDisk> plant)
    {
        foreach (var (round, cutAt) in from round in Enumerable.Range(0, Rounds) from cutAt in Enumerable.Range(5, 395) select (round, cutAt))
        {
            var (disk, journal) = (new SimulatedDisk(), new Journal());
            disk.OnStep = (number, _, _) =>
            {
                if (number == cutAt)
                {
                    disk.CutPower();
                }
            };
            plant(disk);
            try
            {
                await using var buffer = Buffers.Open("/simulated", disk);
                await journal.RunAsync(buffer, disk, Records);
            }
            catch (IOException)
            {
                continue;
            }

            try
            {
                await journal.VerifyAsync(disk.Restart(new Random((round * 1_000) + cutAt)));
            }
            catch (XunitException)
            {
                return;
            }
        }

        Assert.Fail("A disk that breaks its promise passed every check.");
    }
}
