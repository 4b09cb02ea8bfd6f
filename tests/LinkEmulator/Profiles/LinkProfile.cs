namespace IndustrialGateway.LinkEmulator.Profiles;

/// <summary>How a link between a gateway and a platform behaves; uplink is from the gateway.</summary>
public sealed record LinkProfile(string Name)
{
    public DirectionProfile Uplink { get; init; } = new();

    public DirectionProfile Downlink { get; init; } = new();

    public HandoverProfile? Handover { get; init; }

    public OutageProfile? Outage { get; init; }

    /// <summary>Of the devices at both ends, in bytes, 1280 to 9000.</summary>
    public int Mtu { get; init; } = 1400;
}

/// <summary>One direction of a link. Times are in milliseconds, the one-way delay is <c>Base + Med * exp(Sigma * N(0, 1))</c> and a tail.</summary>
public sealed record DirectionProfile
{
    public double Base { get; init; }

    public double Med { get; init; }

    public double Sigma { get; init; }

    /// <summary>The probability that a packet is delayed by <see cref="Tail"/> more.</summary>
    public double TailP { get; init; }

    public Interval Tail { get; init; }

    /// <summary>Mbit/s.</summary>
    public double Rate { get; init; }

    /// <summary>A packet that would wait for longer than this before it is sent is dropped.</summary>
    public double QueueMs { get; init; } = 200;

    /// <summary>The probability that a packet is lost, whatever became of the others.</summary>
    public double Loss { get; init; }

    /// <summary>Losses that come in bursts; null is none.</summary>
    public BurstLoss? Ge { get; init; }

    /// <summary>Longer packets vanish without a word, as in a tunnel whose messages are filtered; null is as long as the device lets through.</summary>
    public int? Mtu { get; init; }
}

/// <summary>Gilbert and Elliott's model: the probability, per packet, of going to the bad state and back, and of a loss while in it.</summary>
public sealed record BurstLoss(double ToBad, double ToGood, double LossInBad);

/// <summary>
/// Changes of the cell: one comes <paramref name="EveryMs"/> after the end of the last. In the gap a packet waits for the new cell with probability
/// <paramref name="Keep"/> and is lost otherwise. With probability <paramref name="FailP"/> the change fails, and all is lost for <paramref name="RlfMs"/>.
/// </summary>
public sealed record HandoverProfile(Interval EveryMs, Interval GapMs, double Keep, double FailP, Interval RlfMs);

/// <summary>The link is gone for the last <paramref name="LenMs"/> of each <paramref name="PeriodMs"/>.</summary>
public sealed record OutageProfile(double PeriodMs, double LenMs);

/// <summary>From one number to another, each value of it as probable.</summary>
public readonly record struct Interval(double From, double To);
