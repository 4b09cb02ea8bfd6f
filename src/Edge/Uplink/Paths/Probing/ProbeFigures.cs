using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Uplink.Paths.Probing;

/// <summary>
/// What packets that were sent into one path tell of it, of the last minute: round trips as a sketch, losses one by one.
/// Safe from any thread.
/// </summary>
/// <remarks>Time between the answers of packets sent evenly is what RFC 3550 §6.4.1 calls interarrival jitter.</remarks>
internal sealed class ProbeFigures(TimeProvider time)
{
    /// <summary>An answer that comes later than this comes never (RFC 7680 §2.1: loss needs a threshold).</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(2);

    private const int Slices = 6;
    private const double JitterGain = 1.0 / 16;
    private static readonly TimeSpan SliceLength = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<Probe> _underWay = new();
    private readonly Slice[] _slices = [.. Enumerable.Range(0, Slices).Select(_ => new Slice())];
    private readonly long _began = time.GetTimestamp();
    private TimeSpan? _last;
    private double _jitterTicks;
    private int _run;
    private bool _heard;

    /// <summary>A packet with this number, one above the last, goes out now.</summary>
    public void Sent(uint sequence)
    {
        lock (_gate)
        {
            Expire();
            _underWay.Enqueue(new Probe(sequence, time.GetTimestamp()));
        }
    }

    /// <summary>The answer to a packet is here; a second one, or one that comes too late, does not count.</summary>
    public void Answered(uint sequence)
    {
        lock (_gate)
        {
            Expire();
            if (_underWay.FirstOrDefault(probe => probe.Sequence == sequence) is not { IsAnswered: false } probe)
            {
                return;
            }

            (probe.IsAnswered, _heard) = (true, true);
            var took = time.GetElapsedTime(probe.At);
            _jitterTicks += (Math.Abs(((_last ?? took) - took).Ticks) - _jitterTicks) * JitterGain;
            _last = took;
            Now().Add(took);
            Expire();
        }
    }

    /// <summary>The figures; null where nothing has ever answered, because nobody may be there who does.</summary>
    public ProbeSummary? Summarize()
    {
        lock (_gate)
        {
            Expire();
            if (!_heard)
            {
                return null;
            }

            var counts = new long[LatencyBuckets.Count];
            var (answered, lost, run) = (0L, 0L, 0);
            var current = Index;
            foreach (var slice in _slices.Where(slice => slice.Index > current - Slices))
            {
                slice.AddTo(counts);
                answered += slice.Answered;
                lost += slice.Lost;
                run = Math.Max(run, slice.LongestRun);
            }

            return new ProbeSummary(
                answered + lost,
                lost,
                LatencyBuckets.Percentile(counts, answered, 0.5),
                LatencyBuckets.Percentile(counts, answered, 0.99),
                TimeSpan.FromTicks((long)_jitterTicks),
                run);
        }
    }

    private long Index => time.GetElapsedTime(_began).Ticks / SliceLength.Ticks;

    private void Expire()
    {
        // Losses are told in the order of sending, so that runs of them are runs.
        while (_underWay.TryPeek(out var oldest) && (oldest.IsAnswered || time.GetElapsedTime(oldest.At) > LostAfter))
        {
            _underWay.Dequeue();
            _run = oldest.IsAnswered ? 0 : _run + 1;
            if (_run > 0)
            {
                Now().AddLost(_run);
            }
        }
    }

    private Slice Now()
    {
        var index = Index;
        var slice = _slices[index % Slices];
        slice.Begin(index);
        return slice;
    }

    private sealed record Probe(uint Sequence, long At)
    {
        public bool IsAnswered { get; set; }
    }

    /// <summary>Ten seconds of figures.</summary>
    private sealed class Slice
    {
        private readonly int[] _counts = new int[LatencyBuckets.Count];

        public long Index { get; private set; } = long.MinValue;

        public long Answered { get; private set; }

        public long Lost { get; private set; }

        public int LongestRun { get; private set; }

        public void Begin(long index)
        {
            if (Index != index)
            {
                (Index, Answered, Lost, LongestRun) = (index, 0, 0, 0);
                Array.Clear(_counts);
            }
        }

        public void Add(TimeSpan took)
        {
            Answered++;
            _counts[LatencyBuckets.Of(took)]++;
        }

        public void AddLost(int run)
        {
            Lost++;
            LongestRun = Math.Max(LongestRun, run);
        }

        public void AddTo(long[] counts)
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
            {
                counts[bucket] += _counts[bucket];
            }
        }
    }
}
