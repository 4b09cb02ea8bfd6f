using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Bench;

/// <summary>A subscriber of everything, who measures how old each value is when it is handed to him.</summary>
internal sealed class LiveMeter : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly int _points;
    private readonly string _gateways;
    private readonly Task _reading;
    private long _from = long.MaxValue;
    private long _dropped;

    /// <param name="client">Of the platform.</param>
    /// <param name="parent">Whose points, e.g. <c>gateways/bench</c>.</param>
    /// <param name="points">How many there will be.</param>
    /// <param name="time">The clock that the gateway and the plant read too.</param>
    public LiveMeter(IndustrialGatewayClient client, string parent, int points, TimeProvider time)
    {
        (_points, _gateways, _time) = (points, $"{parent}/points/_gateway/", time);
        var subscription = new SubscriptionOptions { Parents = [parent], BufferSize = 10_000 };
        _reading = ReadAsync(client.SubscribeAsync(subscription, _stop.Token));
    }

    public LatencyHistogram FromSource { get; } = new();

    public LatencyHistogram FromSocket { get; } = new();

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>When every point has been heard of once.</summary>
    public Task AllHeard => _complete.Task;

    /// <summary>Values older than this are not measured: 100 ns ticks since 1601.</summary>
    public void MeasureFrom(long sourceTicks) => Volatile.Write(ref _from, sourceTicks);

    /// <summary>Ends the subscription; what was measured stays.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<LiveBatch> batches)
    {
        var heard = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var batch in batches)
            {
                var now = UaTime.FromDateTimeOffset(_time.GetUtcNow());
                Interlocked.Add(ref _dropped, batch.Dropped);
                Measure(batch, now);
                if (!AllHeard.IsCompleted)
                {
                    heard.UnionWith(batch.Samples.Where(IsPlants).Select(sample => sample.Point.Name));
                    if (heard.Count >= _points)
                    {
                        _complete.SetResult();
                    }
                }
            }
        }
        catch (Exception failure) when (failure is IndustrialGatewayException or OperationCanceledException)
        {
            _complete.TrySetException(failure);
        }
    }

    /// <summary>False for what the gateway measures itself.</summary>
    private bool IsPlants(LiveSample sample) => !sample.Point.Name.StartsWith(_gateways, StringComparison.Ordinal);

    private void Measure(LiveBatch batch, long now)
    {
        var from = Volatile.Read(ref _from);
        for (var index = 0; index < batch.Samples.Count; index++)
        {
            var sample = batch.Samples[index];
            if (sample.SourceTicks >= from && IsPlants(sample))
            {
                FromSource.Add(now - sample.SourceTicks);
                FromSocket.Add(now - sample.ReceivedTicks);
            }
        }
    }
}
