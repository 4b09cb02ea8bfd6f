using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Sending;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>What of one epoch is to be sent, for all streams that send it. Safe from any thread.</summary>
internal sealed class UplinkPlans : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private int _streams;

    public UplinkPlans(GatewayStore store, BacklogOrder order)
    {
        Epoch = store.Epoch;
        Logs = [.. store.Logs.Select(log => new LogPlan(WireLog.Of(log.Class), log.Buffer, order))];
        Ended = _ended.Token;
    }

    public UInt128 Epoch { get; }

    /// <summary>The most urgent first.</summary>
    public IReadOnlyList<LogPlan> Logs { get; }

    /// <summary>Another epoch has begun: streams of this one end.</summary>
    public CancellationToken Ended { get; }

    /// <summary>A stream begins: what the platform tells is what is stored.</summary>
    /// <exception cref="OldBufferException">It has more than the buffers ever held.</exception>
    public void Begin(Welcome welcome)
    {
        lock (_gate)
        {
            foreach (var plan in Logs)
            {
                plan.Begin(welcome.Stored.FirstOrDefault(stored => stored.Log == plan.Log), isAlone: _streams == 0);
            }

            _streams++;
        }
    }

    /// <summary>A stream that had begun has ended.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _streams--;
        }
    }

    public void End() => _ended.Cancel();

    public void Dispose() => _ended.Dispose();
}
