using System.Buffers;
using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>How late samples were, by <see cref="LatencyBuckets"/>: any two sketches add up, and few bytes keep one.</summary>
internal sealed class LatencySketch
{
    /// <summary>Made with the first sample: most subjects of a quiet window have none.</summary>
    private long[] _counts = [];

    public long Count { get; private set; }

    public void Add(TimeSpan latency) => AddBucket(LatencyBuckets.Of(latency), times: 1);

    public void Add(LatencySketch other)
    {
        if (other.Count == 0)
        {
            return;
        }

        Allocate();
        for (var bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }

        Count += other.Count;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The age that a share of the samples does not exceed; nothing when there were none.</summary>
    /// <param name="share">0 to 1, e.g. 0.99.</param>
    public TimeSpan? Percentile(double share) => LatencyBuckets.Percentile(_counts, Count, share);

    /// <summary>Writes the buckets that are not empty, as distance and count.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var filled = 0;
        foreach (var count in _counts)
        {
            filled += count == 0 ? 0 : 1;
        }

        Varint.Write(output, (ulong)filled);
        var last = 0;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            if (_counts[bucket] != 0)
            {
                Varint.Write(output, (ulong)(bucket - last));
                Varint.Write(output, (ulong)_counts[bucket]);
                last = bucket;
            }
        }
    }

    /// <summary>Adds what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no sketch.</exception>
    public void AddFrom(ref ReadOnlySpan<byte> input)
    {
        var filled = Varint.Read(ref input);
        ulong bucket = 0;
        for (ulong i = 0; i < filled; i++)
        {
            bucket += Varint.Read(ref input);
            if (bucket >= LatencyBuckets.Count)
            {
                throw new InvalidDataException($"A latency bucket {bucket} is outside 0..{LatencyBuckets.Count - 1}.");
            }

            AddBucket((int)bucket, (long)Varint.Read(ref input));
        }
    }

    private void AddBucket(int bucket, long times)
    {
        Allocate();
        _counts[bucket] += times;
        Count += times;
    }

    private void Allocate()
    {
        if (_counts.Length == 0)
        {
            _counts = new long[LatencyBuckets.Count];
        }
    }
}
