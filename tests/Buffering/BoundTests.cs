using IndustrialGateway.Buffering.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>What happens when the buffer is full, its records are old, or the disk is short of space.</summary>
public sealed class BoundTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SteppedClock _clock;

    public BoundTests() => _clock = new SteppedClock(_time);

    [Fact(Timeout = 60_000)]
    public async Task A_full_buffer_that_may_not_drop_makes_appending_wait_until_something_is_acknowledged()
    {
        await using var buffer = Open(options => options with { WhenFull = WhenFull.Wait });
        using var reader = buffer.OpenReader(1);

        var appending = Task.Run(() => Buffers.AppendAsync(buffer, 1, 1000), TestContext.Current.CancellationToken);
        await UntilAsync(() => buffer.Statistics.IsFull, TestContext.Current.CancellationToken);
        Assert.False(appending.IsCompleted);
        Assert.Equal(0, buffer.Statistics.SyncErrors);

        List<long> read = [];
        while (!appending.IsCompleted)
        {
            read.AddRange(Buffers.ReadRecords(reader));
            buffer.Acknowledge(reader.Position);
            await Task.Yield();
        }

        await appending;
        read.AddRange(Buffers.ReadRecords(reader));
        Assert.Equal(Enumerable.Range(1, 1000).Select(sequence => (long)sequence), read);
        Assert.Equal((0, false), (buffer.Statistics.EvictedRecords, buffer.Statistics.IsFull));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_full_buffer_that_may_not_drop_closes_without_hanging_and_keeps_what_was_durable()
    {
        long durable;
        await using (var buffer = Open(options => options with { WhenFull = WhenFull.Wait }))
        {
            var appending = Task.Run(() => Buffers.AppendAsync(buffer, 1, 1000), TestContext.Current.CancellationToken);
            await UntilAsync(() => buffer.Statistics.IsFull, TestContext.Current.CancellationToken);
            durable = buffer.DurableBefore;
            await buffer.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => appending);
        }

        await using var again = Open(options => options);
        Assert.Equal(durable, again.NextSequence);
    }

    [Fact(Timeout = 60_000)]
    public async Task Segments_whose_newest_record_is_too_old_are_dropped_and_announced()
    {
        await using var buffer = Open(options => options with { MaxAge = Hour });
        await Buffers.AppendAsync(buffer, 1, 300);

        _time.Advance(Hour / 2);
        await Buffers.AppendAsync(buffer, 301, 301);
        _time.Advance(Hour / 2);
        await TickAsync(buffer, TestContext.Current.CancellationToken);

        using var reader = buffer.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((1, SkipReason.Expired), (entry.Skipped?.First, entry.Skipped?.Reason));
        Assert.Contains(301, Buffers.ReadRecords(reader));
        Assert.Equal(entry.Skipped!.Count, buffer.Statistics.ExpiredRecords);
        Assert.Equal(entry.Skipped.SampleCount, buffer.Statistics.ExpiredSamples);
    }

    [Fact(Timeout = 60_000)]
    public async Task Records_grow_too_old_also_where_nothing_is_appended_after_them()
    {
        await using var buffer = Open(options => options with { MaxAge = Hour });
        await Buffers.AppendAsync(buffer, 1, 3);

        _time.Advance(Hour);
        await UntilAsync(() => buffer.Statistics.ExpiredRecords == 3, TestContext.Current.CancellationToken);

        Assert.Equal(0, buffer.Statistics.Records);
        await Buffers.AppendAsync(buffer, 4, 4);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_clock_that_is_set_by_years_makes_nothing_old(int years)
    {
        await using (var buffer = Open(options => options with { MaxAge = Hour }))
        {
            await Buffers.AppendAsync(buffer, 1, 300);
            _clock.Step = TimeSpan.FromDays(365 * years);
            await TickAsync(buffer, TestContext.Current.CancellationToken);
            Assert.Equal(302, buffer.Statistics.Records);
        }

        await using var again = Open(options => options with { MaxAge = Hour });
        await TickAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal((304, 0), (again.Statistics.Records, again.Statistics.ExpiredRecords));
    }

    [Fact(Timeout = 60_000)]
    public async Task Age_goes_on_where_the_run_before_left_it()
    {
        await using (var buffer = Open(options => options with { MaxAge = Hour }))
        {
            await Buffers.AppendAsync(buffer, 1, 10);
            _time.Advance(Hour * 0.6);
        }

        await using var again = Open(options => options with { MaxAge = Hour });
        await TickAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(0, again.Statistics.ExpiredRecords);
        _time.Advance(Hour * 0.5);
        await TickAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(10, again.Statistics.ExpiredRecords);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_dropped_was_appended_in_the_time_that_is_announced_also_where_the_disk_stood_still_before_it_took_it()
    {
        await using var buffer = Open(options => options);
        _disk.OnStep = (_, step, path) =>
        {
            if (step == DiskStep.Sync && path.EndsWith(".log", StringComparison.Ordinal))
            {
                throw new IOException("Input/output error", 5);
            }
        };
        var appended = _time.GetUtcNow();
        await buffer.AppendAsync(Buffers.Record(1), sampleCount: 1, TestContext.Current.CancellationToken);
        await UntilAsync(() => buffer.Statistics.Stalled, TestContext.Current.CancellationToken);

        _time.Advance(Hour);
        _disk.OnStep = null;
        await UntilAsync(() => !buffer.Statistics.Stalled, TestContext.Current.CancellationToken);
        await Buffers.AppendAsync(buffer, 2, 1000);

        using var reader = buffer.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((1, SkipReason.Evicted, appended), (entry.Skipped?.First, entry.Skipped?.Reason, entry.Skipped?.FromTime));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_shed_for_the_file_system_goes_oldest_first_and_is_announced()
    {
        await using var buffer = Open(options => options);
        await Buffers.AppendAsync(buffer, 1, 300);
        var bytes = buffer.Statistics.Bytes;

        buffer.Shed(1);
        await UntilAsync(() => buffer.Statistics.ShedRecords > 0, TestContext.Current.CancellationToken);
        await UntilAsync(() => buffer.Statistics.Bytes < bytes, TestContext.Current.CancellationToken); // the account is on the disk first
        using var reader = buffer.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((1, SkipReason.Shed), (entry.Skipped?.First, entry.Skipped?.Reason));
        Assert.Equal(entry.Skipped!.Count, buffer.Statistics.ShedRecords);
        Assert.Equal(300 - entry.Skipped.Count, Buffers.ReadRecords(reader).Count);
    }

    private DurableBuffer Open(Func<DurableBufferOptions, DurableBufferOptions> change) =>
        DurableBuffer.Open(change(Buffers.Options("/simulated")), _disk, _clock, NullLogger.Instance);

    /// <summary>Lets the buffer's own work of every second happen: it is done between two records that come after it is due.</summary>
    private async Task TickAsync(DurableBuffer buffer, CancellationToken cancellationToken)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var record = 0; record < 2; record++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Buffers.AppendAsync(buffer, buffer.NextSequence, buffer.NextSequence);
        }
    }

    private async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    /// <summary>A clock that somebody sets while time goes on as before.</summary>
    private sealed class SteppedClock(FakeTimeProvider time) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Step;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
