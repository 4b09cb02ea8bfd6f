using IndustrialGateway.Buffering.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>The disk refuses: once at every step, for a while, or for want of space.</summary>
public sealed class DiskErrorTests
{
    private const int Records = 500;

    [Fact]
    public async Task One_error_at_any_step_costs_no_record_even_when_the_power_goes_afterwards()
    {
        var steps = await StepsAsync();

        for (var step = 1; step <= steps; step++)
        {
            var disk = new SimulatedDisk();
            await using (await Buffers.OpenAfterErrorsAsync(disk))
            {
            }

            var opened = disk.Steps;
            disk.OnStep = (number, _, _) => FailAt(number, opened + step);
            var journal = new Journal();
            await using (var buffer = await Buffers.OpenAfterErrorsAsync(disk))
            {
                await journal.RunAsync(buffer, disk, Records);
                Assert.Equal(Records + 1, journal.DurableBefore);
            }

            disk.OnStep = null;
            await journal.VerifyAsync(disk.AfterKill());
            await journal.VerifyAsync(disk.Restart(new Random(step)));
        }
    }

    [Fact]
    public async Task A_failed_sync_is_never_reported_as_success_and_is_counted()
    {
        var disk = new SimulatedDisk();
        await using var buffer = Buffers.Open("/simulated", disk);
        await Buffers.AppendAsync(buffer, 1, 5);
        var refused = 0;
        disk.OnStep = (_, step, path) =>
        {
            if (step == DiskStep.Sync && path.EndsWith(".log", StringComparison.Ordinal) && refused++ == 0)
            {
                throw new IOException("Input/output error", 5);
            }
        };

        await Buffers.AppendAsync(buffer, 6, 10);
        disk.CutPower();
        var found = disk.Restart(new Random(1));

        Assert.Equal(1, buffer.Statistics.SyncErrors);
        await using var after = Buffers.Open("/simulated", found);
        using var reader = after.OpenReader(1);
        Assert.Equal(10, Buffers.ReadRecords(reader).Count);
    }

    [Fact]
    public async Task What_a_failed_sync_left_in_the_page_cache_is_made_durable_by_the_next_start()
    {
        var disk = new SimulatedDisk();
        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            await Buffers.AppendAsync(buffer, 1, 5);
            var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            disk.OnStep = (_, step, path) =>
            {
                // From the first failed sync on nothing works any more, as before a kill.
                if (failed.Task.IsCompleted || (step == DiskStep.Sync && path.EndsWith(".log", StringComparison.Ordinal)))
                {
                    failed.TrySetResult();
                    throw new IOException("Input/output error", 5);
                }
            };
            await buffer.AppendAsync(Buffers.Record(6), 1, default);
            await failed.Task;
        }

        var afterKill = disk.AfterKill();
        long durableBefore;
        await using (var buffer = Buffers.Open("/simulated", afterKill))
        {
            durableBefore = buffer.DurableBefore;
            afterKill.CutPower();
        }

        await using var after = Buffers.Open("/simulated", afterKill.Restart(new Random(7)));
        using var reader = after.OpenReader(1);
        Assert.Equal(durableBefore - 1, Buffers.ReadRecords(reader).Count);
    }

    [Fact]
    public async Task A_full_disk_makes_appending_wait_and_heals_when_space_returns()
    {
        var disk = new SimulatedDisk();
        var time = new FakeTimeProvider();
        await using var buffer = Buffers.Open("/simulated", disk, time);
        await Buffers.AppendAsync(buffer, 1, 3);
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var full = true;
        disk.OnStep = (_, step, _) =>
        {
            if (step == DiskStep.Create && Volatile.Read(ref full))
            {
                refused.TrySetResult();
                throw new IOException("No space left on device", 28);
            }
        };

        var appending = Task.Run(() => Buffers.AppendAsync(buffer, 4, 400));
        await refused.Task;

        Assert.False(appending.IsCompleted);
        Assert.True(buffer.DurableBefore < 400);
        Volatile.Write(ref full, false);
        await AdvanceUntilAsync(time, appending);
        Assert.False(buffer.Statistics.Stalled);
        Assert.Equal(0, buffer.Statistics.EvictedRecords);
        using var reader = buffer.OpenReader(1);
        Assert.Equal(400, Buffers.ReadRecords(reader).Count);
    }

    [Fact]
    public async Task A_disk_that_refuses_everything_is_survived_and_closing_does_not_hang()
    {
        var disk = new SimulatedDisk();
        var buffer = Buffers.Open("/simulated", disk);
        await Buffers.AppendAsync(buffer, 1, 3);
        disk.OnStep = (_, _, _) => throw new IOException("Input/output error", 5);
        var sequence = await buffer.AppendAsync(Buffers.Record(4), 1, default);
        var durable = buffer.WaitDurableAsync(sequence, default).AsTask();

        await buffer.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => durable);
        disk.OnStep = null;
        await using var after = Buffers.Open("/simulated", disk.AfterKill());
        Assert.True(after.DurableBefore >= 4);
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await task;
    }

    private static async Task<int> StepsAsync()
    {
        var disk = new SimulatedDisk();
        await using var buffer = Buffers.Open("/simulated", disk);
        await new Journal().RunAsync(buffer, disk, Records);
        return disk.Steps;
    }

    private static void FailAt(int number, int step)
    {
        if (number == step)
        {
            throw new IOException("Input/output error", 5);
        }
    }
}
