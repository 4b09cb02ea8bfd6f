using IndustrialGateway.LinkEmulator.Model;

namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>The counts of a direction; its thread writes them, others look.</summary>
internal sealed class DirectionFigures
{
    private readonly long[] _drops = new long[Enum.GetValues<Drop>().Length];
    private long _offered;
    private long _arrived;
    private long _bytes;

    public long Offered => Volatile.Read(ref _offered);

    public long Arrived => Volatile.Read(ref _arrived);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>From being offered to being delivered, as it really was.</summary>
    public DelayHistogram Delays { get; } = new();

    /// <summary>By how much a packet was delivered later than it was due: the emulator's own fault.</summary>
    public DelayHistogram Lateness { get; } = new();

    public long Dropped(Drop reason) => Volatile.Read(ref _drops[(int)reason]);

    public void CountOffer() => Volatile.Write(ref _offered, _offered + 1);

    public void CountArrival(int bytes)
    {
        Volatile.Write(ref _arrived, _arrived + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    public void CountDrop(Drop reason) => Volatile.Write(ref _drops[(int)reason], _drops[(int)reason] + 1);
}
