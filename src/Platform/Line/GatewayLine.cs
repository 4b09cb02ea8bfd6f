using IndustrialGateway.Model;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Line;

/// <summary>One gateway's counters and its own last word on itself. Safe from any thread.</summary>
internal sealed class GatewayLine(int gatewayId, TimeProvider time)
{
    private readonly LatencyHistogram _latency = new();
    private readonly SecondCounter _storedBySecond = new();
    private int _streams;
    private long _duplicates;
    private long _rejected;
    private long _lastSeen;
    private long _refused;
    private volatile GatewayState? _state;

    public int GatewayId => gatewayId;

    public bool IsConnected => Volatile.Read(ref _streams) > 0;

    /// <summary>Records that came again and went no further, since the process started.</summary>
    public long DuplicateRecords => Interlocked.Read(ref _duplicates);

    /// <summary>Records that can never be stored, since the process started; the gateway has set them aside.</summary>
    public long RejectedRecords => Interlocked.Read(ref _rejected);

    /// <summary>100 ns ticks since 1601; 0 = not since the process started.</summary>
    public long LastSeenTicks => Interlocked.Read(ref _lastSeen);

    /// <summary>
    /// When another gateway with the same identity was last refused, 100 ns ticks since 1601; 0 = not since the process started.
    /// </summary>
    public long SecondInstanceTicks => Interlocked.Read(ref _refused);

    /// <summary>What the gateway last told; null = nothing since the process started.</summary>
    public GatewayState? State => _state;

    /// <summary>Samples committed in the last full second.</summary>
    public long StoredInLastSecond => _storedBySecond.Of(Second(time.NowTicks()) - 1);

    public void Connected()
    {
        Interlocked.Increment(ref _streams);
        Seen();
    }

    public void Disconnected()
    {
        Interlocked.Decrement(ref _streams);
        Seen();
    }

    /// <summary>Something came from the gateway.</summary>
    public void Seen() => Interlocked.Exchange(ref _lastSeen, time.NowTicks());

    /// <summary>Another gateway with the same identity was refused.</summary>
    public void RefusedInstance() => Interlocked.Exchange(ref _refused, time.NowTicks());

    public void Told(GatewayState state) => _state = state;

    public void Duplicated(int records) => Interlocked.Add(ref _duplicates, records);

    public void Rejected(long records) => Interlocked.Add(ref _rejected, records);

    public void Committed(int samples) => _storedBySecond.Add(Second(time.NowTicks()), samples);

    /// <summary>Counts how late rows are that were published at <paramref name="publishedTicks"/>; those read from a machine's history are late on purpose.</summary>
    public void Published(ReadOnlySpan<Model.Sample> rows, long publishedTicks)
    {
        var second = Second(publishedTicks);
        for (var first = 0; first < rows.Length;)
        {
            var sourceTicks = rows[first].SourceTicks;
            var next = first + 1;
            while (next < rows.Length && rows[next].SourceTicks == sourceTicks && rows[next].IsFilled == rows[first].IsFilled)
            {
                next++;
            }

            if (!rows[first].IsFilled)
            {
                _latency.Add(second, TimeSpan.FromTicks(Math.Max(0, publishedTicks - sourceTicks)), next - first);
            }

            first = next;
        }
    }

    public void AddLatencyTo(LatencySummary sum) => _latency.AddTo(sum, Second(time.NowTicks()));

    private static long Second(long ticks) => ticks / UaTime.TicksPerSecond;
}
