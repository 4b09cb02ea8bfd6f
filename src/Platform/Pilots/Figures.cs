using System.Buffers;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>What <see cref="Figures"/> counts; the numbers are stored, so they are never reused.</summary>
internal enum Count
{
    /// <summary>Samples committed to the historian.</summary>
    Stored = 0,

    /// <summary>Of these, the ones whose status is Good.</summary>
    Good = 1,

    /// <summary>Of the stored ones, those published within the limit after their source timestamp.</summary>
    Timely = 2,

    /// <summary>Samples known to be lost.</summary>
    Lost = 3,

    /// <summary>Seconds in which the platform could tell whether the subject was up.</summary>
    ObservedSeconds = 4,

    /// <summary>Of these, the ones in which it was.</summary>
    UpSeconds = 5,

    /// <summary>Minutes in which a Good sample came or a Good value held.</summary>
    ConnectedMinutes = 6,

    /// <summary>Gaps of which nobody knows how many samples they swallowed.</summary>
    UncountedGaps = 7,

    /// <summary>Seconds in which the subject was connected and had a Good value that held, whether or not one came.</summary>
    HeldSeconds = 8,
}

/// <summary>One subject's counts over some time; all of them add up, so that an hour is the sum of its minutes.</summary>
internal sealed class Figures
{
    private const int Counts = 9;

    private readonly long[] _counts = new long[Counts];

    public LatencySketch Latency { get; } = new();

    public long this[Count count]
    {
        get => _counts[(int)count];
        set => _counts[(int)count] = value;
    }

    /// <summary>Whether there was Good data.</summary>
    public bool HasGood => this[Count.Good] > 0 || this[Count.HeldSeconds] > 0;

    public void Add(Figures other)
    {
        for (var i = 0; i < Counts; i++)
        {
            _counts[i] += other._counts[i];
        }

        Latency.Add(other.Latency);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Latency.Clear();
    }

    /// <summary>Writes the counts that are not zero, then the latencies.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        Varint.Write(output, (ulong)_counts.Count(count => count != 0));
        for (var i = 0; i < Counts; i++)
        {
            if (_counts[i] != 0)
            {
                Varint.Write(output, (ulong)i);
                Varint.Write(output, (ulong)_counts[i]);
            }
        }

        Latency.Write(output);
    }

    /// <summary>Adds what <see cref="Write"/> wrote; a count of a later version is passed over.</summary>
    /// <exception cref="InvalidDataException">The bytes are no figures.</exception>
    public void AddFrom(ref ReadOnlySpan<byte> input)
    {
        var filled = Varint.Read(ref input);
        for (ulong i = 0; i < filled; i++)
        {
            var count = Varint.Read(ref input);
            var value = (long)Varint.Read(ref input);
            if (count < Counts)
            {
                _counts[count] += value;
            }
        }

        Latency.AddFrom(ref input);
    }
}
