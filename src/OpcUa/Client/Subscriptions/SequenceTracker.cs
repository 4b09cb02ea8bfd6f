namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>Where a notification message stands in its subscription's order.</summary>
internal enum SequencePlace
{
    /// <summary>It is the next one.</summary>
    Next,

    /// <summary>Messages before it are missing.</summary>
    Ahead,

    /// <summary>It was there already.</summary>
    Behind,

    /// <summary>Zero is no sequence number.</summary>
    Invalid,
}

/// <summary>Knows the next sequence number of a subscription; numbers start at 1 and go from 2^32-1 back to 1 (Part 4 §5.14.1.1).</summary>
internal sealed class SequenceTracker
{
    private const uint Period = uint.MaxValue;

    /// <summary>The number that the next message with data has.</summary>
    public uint Next { get; private set; } = 1;

    public static uint After(uint number) => number == uint.MaxValue ? 1 : number + 1;

    public SequencePlace Place(uint number)
    {
        if (number == 0)
        {
            return SequencePlace.Invalid;
        }

        var distance = Distance(number);
        return distance == 0 ? SequencePlace.Next : distance < Period / 2 ? SequencePlace.Ahead : SequencePlace.Behind;
    }

    /// <summary>How many messages lie between the next one and this one.</summary>
    public uint Distance(uint number) => (uint)(((ulong)number + Period - Next) % Period);

    /// <summary>This message is dealt with: delivered, or known to be lost.</summary>
    public void Passed(uint number) => Next = After(number);

    /// <summary>All messages before this one are dealt with.</summary>
    public void SkipTo(uint number) => Next = number;
}
