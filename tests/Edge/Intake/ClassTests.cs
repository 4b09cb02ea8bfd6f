using IndustrialGateway.Buffering;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Intake;

/// <summary>Each class of data on its own way to its own log.</summary>
public sealed class ClassTests : IAsyncLifetime
{
    private const int ValueBytes = 900_000;

    private readonly TemporaryFolder _folder = new();
    private GatewayStore _store = null!; // set in InitializeAsync
    private IntakeQueue _queue = null!; // set in InitializeAsync
    private int _value;
    private int _alarm;

    public async ValueTask InitializeAsync()
    {
        var log = new LogOptions { MaxBytes = 16 << 20, SegmentBytes = 4 << 20 };
        _store = await Some.StoreAsync(_folder.Path, new BufferOptions { Process = log with { WhenFull = WhenFull.Wait }, Alarm = log, Diagnostic = log });
        _queue = new IntakeQueue(capacity: 4, _store.Points.Registry);
        _value = _store.Points.Registry.Add(Some.Point("press-01/curve"));
        _alarm = _store.Points.Registry.Add(Some.Point("press-01/alarm") with { Class = DataClass.Alarm });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_process_log_that_waits_makes_its_sources_wait_and_holds_up_no_alarm()
    {
        using var intake = await StartAsync();
        var (curves, alarms) = (new Told(), new Told());
        var writing = WriteCurvesAsync(curves, 60);
        await Some.EventuallyAsync(() => _store.Process.Statistics.IsFull);

        await WriteAsync(alarms, token: 1, Some.Sample(_alarm, 1));
        await Some.EventuallyAsync(() => alarms.Tokens.Count == 1);

        Assert.False(writing.IsCompleted);
        Assert.Equal(2, _store[DataClass.Alarm].DurableBefore);
        await DrainAsync(writing);
        await DrainAsync(intake.StopAsync(default));
        Assert.Equal(Enumerable.Range(1, 60).Select(token => (long)token), curves.Tokens);
        Assert.Equal((61, 0), (_store.Process.NextSequence, _store.Process.Statistics.EvictedRecords));
    }

    [Fact]
    public async Task A_source_is_told_of_a_group_in_two_logs_once_when_both_are_durable_and_in_its_own_order()
    {
        using var intake = await StartAsync();
        var (curves, mixed) = (new Told(), new Told());
        var writing = WriteCurvesAsync(curves, 60);
        await Some.EventuallyAsync(() => _store.Process.Statistics.IsFull);

        var both = WriteAsync(mixed, token: 1, Some.Sample(_value, 1), Some.Sample(_alarm, 1)).AsTask();
        await WriteAsync(mixed, token: 2, Some.Sample(_alarm, 2));
        await Some.EventuallyAsync(() => _store[DataClass.Alarm].Statistics is { Samples: 2, UnsyncedBytes: 0 });

        Assert.Empty(mixed.Tokens);
        await DrainAsync(Task.WhenAll(writing, both));
        await DrainAsync(intake.StopAsync(default));
        Assert.Equal([1, 2], mixed.Tokens);
        Assert.Equal(3, mixed.Accepted);
    }

    [Fact]
    public async Task A_part_that_is_not_handed_in_any_more_leaves_its_message_unacknowledged_and_holds_up_none_behind_it()
    {
        var told = new Told();
        for (var index = 0; index < 4; index++)
        {
            await WriteAsync(null, token: 0, Some.Sample(_value, index));
        }

        using var impatience = new CancellationTokenSource();
        var both = WriteAsync(told, token: 1, impatience.Token, Some.Sample(_value, 1), Some.Sample(_alarm, 1)).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => both);
        await WriteAsync(told, token: 2, Some.Sample(_alarm, 2));

        using var intake = await StartAsync();
        await intake.StopAsync(default);
        Assert.Equal([0, 2], told.Tokens);
        Assert.Equal((2, 1), (told.Accepted, told.Dropped));
    }

    private async Task<IntakeService> StartAsync()
    {
        var intake = new IntakeService(_queue, _store, NullLogger<IntakeService>.Instance);
        await intake.StartAsync(default);
        return intake;
    }

    private async Task WriteCurvesAsync(Told told, int count)
    {
        for (var token = 1; token <= count; token++)
        {
            var value = new byte[ValueBytes];
            Random.Shared.NextBytes(value);
            await WriteAsync(told, token, new Sample(_value, Value.Of(value), 0, Some.Ticks + token, Some.Ticks));
        }
    }

    private ValueTask WriteAsync(Told? told, long token, params ReadOnlySpan<Sample> samples) => WriteAsync(told, token, default, samples);

    private ValueTask WriteAsync(Told? told, long token, CancellationToken cancellationToken, params ReadOnlySpan<Sample> samples)
    {
        var group = _queue.Rent();
        foreach (var sample in samples)
        {
            group.Add(sample);
        }

        (group.Settlement, group.Token) = (told, token);
        return _queue.WriteAsync(group, cancellationToken);
    }

    /// <summary>Stores like a platform what the process log holds, until something is through.</summary>
    private async Task DrainAsync(Task until)
    {
        var patience = Some.Patience();
        while (!until.IsCompleted)
        {
            patience.ThrowIfCancellationRequested();
            _store.Process.Acknowledge(_store.Process.DurableBefore);
            await Task.Yield();
        }

        await until;
    }

    private sealed class Told : ISettlement
    {
        private readonly Lock _gate = new();
        private readonly List<long> _tokens = [];

        public IReadOnlyList<long> Tokens
        {
            get
            {
                lock (_gate)
                {
                    return [.. _tokens];
                }
            }
        }

        public int Accepted { get; private set; }

        public int Dropped { get; private set; }

        public void Settled(long token, int accepted, int dropped)
        {
            lock (_gate)
            {
                _tokens.Add(token);
                Accepted += accepted;
                Dropped += dropped;
            }
        }
    }
}
