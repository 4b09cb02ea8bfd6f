using System.Buffers;
using System.Numerics;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>
/// How late samples were, in buckets that grow by an eighth of a power of two: any two sketches add up, and a
/// percentile is right within 9 %. From 1 µs to 12 days; earlier and later ones count in the outermost buckets.
/// </summary>
internal sealed class LatencySketch
{
    private const int StepsPerOctave = 8;
    private const int Octaves = 40;
    private const int Buckets = (Octaves * StepsPerOctave) + StepsPerOctave;

    /// <summary>Made with the first sample: most subjects of a quiet window have none.</summary>
    private long[] _counts = [];

    public long Count { get; private set; }

    /// <summary>Counts samples that were <paramref name="latency"/> old; a negative age, from clocks that differ, counts as zero.</summary>
    public void Add(TimeSpan latency, long times = 1) => AddBucket(BucketOf(latency), times);

    public void Add(LatencySketch other)
    {
        if (other.Count == 0)
        {
            return;
        }

        Allocate();
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }

        Count += other.Count;
    }

    /// <summary>The age that a share of the samples does not exceed; nothing when there were none.</summary>
    /// <param name="share">0 to 1, e.g. 0.99.</param>
    public TimeSpan? Percentile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var bucket = 0;
        for (var seen = _counts[0]; seen < wanted; seen += _counts[bucket])
        {
            bucket++;
        }

        return TimeSpan.FromMicroseconds(UpperMicroseconds(bucket));
    }

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
            if (bucket >= Buckets)
            {
                throw new InvalidDataException($"A latency bucket {bucket} is outside 0..{Buckets - 1}.");
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
            _counts = new long[Buckets];
        }
    }

    /// <summary>Up to 8 µs one bucket a microsecond, then eight to each doubling.</summary>
    private static int BucketOf(TimeSpan latency)
    {
        var microseconds = (ulong)Math.Max(0, latency.Ticks / TimeSpan.TicksPerMicrosecond);
        if (microseconds < StepsPerOctave)
        {
            return (int)microseconds;
        }

        var octave = BitOperations.Log2(microseconds) - 3;
        var step = (int)(microseconds >> octave) - StepsPerOctave;
        return Math.Min(Buckets - 1, ((octave + 1) * StepsPerOctave) + step);
    }

    private static double UpperMicroseconds(int bucket)
    {
        if (bucket < StepsPerOctave)
        {
            return bucket + 1;
        }

        var octave = (bucket / StepsPerOctave) - 1;
        var step = bucket % StepsPerOctave;
        return (double)(StepsPerOctave + step + 1) * Math.Pow(2, octave);
    }
}
