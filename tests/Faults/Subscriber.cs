using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.Model;

namespace IndustrialGateway.Faults;

/// <summary>
/// An app that listens to all points of the plant from before the first fault to after the last: what it was shown must be in history,
/// and by the number of values it has seen a test knows when to strike.
/// </summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<(Value Value, long SourceTicks)>> _seen = new(StringComparer.Ordinal);
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly List<(long Ticks, TaskCompletionSource Reached)> _waitingForFresh = [];
    private readonly Task _listening;
    private List<TimeSpan>? _latencies;
    private bool _areFromSocket;
    private TimeSpan _pause;
    private long _shown = TimeProvider.System.GetTimestamp();
    private long _count;

    public Subscriber(IndustrialGatewayClient client) => _listening = ListenAsync(client);

    /// <summary>Good values shown so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Completes when so many more Good values have been shown.</summary>
    public async Task SeeMoreAsync(long values)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((_count + values, reached));
        }

        await WaitAsync(reached.Task, () => $"{values} more values were to be shown");
    }

    /// <summary>Completes when a Good value is shown that the machine gave after this moment.</summary>
    public async Task SeeFreshAsync(DateTimeOffset after)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waitingForFresh.Add((UaTime.FromDateTimeOffset(after), reached));
        }

        await WaitAsync(reached.Task, () => $"a value was to be shown that the machine gave after {after:O}");
    }

    /// <summary>From now on it is noted how old each value is when it is shown; gives what was noted before.</summary>
    /// <param name="fromSocket">Since the gateway took it from the socket; otherwise since the machine gave it.</param>
    public IReadOnlyList<TimeSpan> NoteLatencies(bool fromSocket = false)
    {
        lock (_gate)
        {
            var noted = _latencies;
            (_latencies, _areFromSocket) = ([], fromSocket);
            return noted ?? [];
        }
    }

    /// <summary>From now on it is noted how long nothing was shown at most; gives what was noted before.</summary>
    public TimeSpan NotePause()
    {
        lock (_gate)
        {
            var noted = _pause;
            (_pause, _shown) = (default, TimeProvider.System.GetTimestamp());
            return noted;
        }
    }

    /// <summary>What was shown of a point.</summary>
    public IReadOnlyList<(Value Value, long SourceTicks)> SeenOf(string name)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(name, out var seen) ? [.. seen] : [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task WaitAsync(Task reached, Func<string> what)
    {
        try
        {
            if (await Task.WhenAny(reached, _listening).WaitAsync(Patience, TimeProvider.System) == _listening)
            {
                await _listening;
            }
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Within {Patience} {what()}, and was not; {Count} are shown in all.");
        }
    }

    private async Task ListenAsync(IndustrialGatewayClient client)
    {
        var everything = new SubscriptionOptions { Parents = [Line.GatewayName], BufferSize = 10_000 };
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var batch in client.SubscribeAsync(everything, _stop.Token))
                {
                    Take(batch);
                }
            }
            catch (IndustrialGatewayException failure) when (failure.IsTransient || failure.Code == Grpc.Core.StatusCode.NotFound)
            {
                // Before the platform is there, or knows the gateway.
                await Task.Yield();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Take(LiveBatch batch)
    {
        var samples = batch.Samples.Where(sample => Line.IsPlants(sample.Point.Name)).ToList();
        if (samples.Count == 0)
        {
            return;
        }

        var now = UaTime.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        lock (_gate)
        {
            var newest = 0L;
            var pause = TimeProvider.System.GetElapsedTime(_shown);
            (_pause, _shown) = (pause > _pause ? pause : _pause, TimeProvider.System.GetTimestamp());
            foreach (var sample in samples.Where(sample => sample.Status == 0))
            {
                newest = Math.Max(newest, sample.SourceTicks);
                _latencies?.Add(TimeSpan.FromTicks(now - (_areFromSocket ? sample.ReceivedTicks : sample.SourceTicks)));
                if (!_seen.TryGetValue(sample.Point.Name, out var seen))
                {
                    _seen.Add(sample.Point.Name, seen = []);
                }

                _count += seen.Add((sample.Value, sample.SourceTicks)) ? 1 : 0;
            }

            foreach (var (_, reached) in _waiting.Where(waiter => waiter.Count <= _count))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
            foreach (var (_, reached) in _waitingForFresh.Where(waiter => waiter.Ticks < newest))
            {
                reached.TrySetResult();
            }

            _waitingForFresh.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
        }
    }
}
