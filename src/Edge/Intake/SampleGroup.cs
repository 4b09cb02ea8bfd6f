using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Intake;

/// <summary>Is told when what it handed in is durable.</summary>
internal interface ISettlement
{
    /// <summary>Called once per group, in the order of writing, from the intake, one call at a time: must be short and must not throw.</summary>
    /// <param name="token">What the group was given.</param>
    /// <param name="accepted">Samples that are durable now.</param>
    /// <param name="dropped">Samples that could not be kept and are announced as a gap.</param>
    void Settled(long token, int accepted, int dropped);
}

/// <summary>Samples that arrived together, on their way to the buffer. Rented from the queue, which takes it back.</summary>
internal sealed class SampleGroup
{
    /// <summary>A source splits what is more.</summary>
    public const int Capacity = 1024;

    private Sample[] _samples = new Sample[16];

    public int Count { get; private set; }

    public ReadOnlySpan<Sample> Samples => _samples.AsSpan(0, Count);

    /// <summary>Losses to be kept behind the samples; their points are handles like the samples'.</summary>
    public List<Gap> Gaps { get; } = [];

    public ISettlement? Settlement { get; set; }

    public long Token { get; set; }

    /// <summary>What the queue makes of the two when the group is handed in.</summary>
    public Debts.Debt? Debt { get; set; }

    public bool IsFull => Count == Capacity;

    public bool IsEmpty => Count == 0 && Gaps.Count == 0;

    public void Add(in Sample sample)
    {
        if (Count == _samples.Length)
        {
            Array.Resize(ref _samples, Math.Min(Capacity, Count * 2));
        }

        _samples[Count++] = sample;
    }

    public void Clear()
    {
        // Values may hold on to texts and arrays.
        Array.Clear(_samples, 0, Count);
        Count = 0;
        Gaps.Clear();
        Settlement = null;
        Token = 0;
        Debt = null;
    }
}
