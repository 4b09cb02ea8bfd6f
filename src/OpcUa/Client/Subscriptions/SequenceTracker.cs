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

    // How many numbers before the next one are dealt with in this life. One before those was never there: it is far ahead, or a server that
    // begins its numbers somewhere would be taken for one that repeats itself.
    private uint _passed;

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
        return distance == 0 ? SequencePlace.Next : Period - distance <= _passed ? SequencePlace.Behind : SequencePlace.Ahead;
    }

    /// <summary>How many messages lie between the next one and this one.</summary>
    public uint Distance(uint number) => (uint)(((ulong)number + Period - Next) % Period);

    /// <summary>This message is dealt with: delivered, or known to be lost.</summary>
    public void Passed(uint number) => SkipTo(After(number));

    /// <summary>The next <paramref name="count"/> messages are dealt with.</summary>
    public void Skip(uint count) => SkipTo((uint)(((ulong)Next - 1 + count) % Period) + 1);

    /// <summary>All messages before this one are dealt with.</summary>
    public void SkipTo(uint number)
    {
        var skipped = Distance(number);
        _passed = skipped < (Period / 2) - _passed ? _passed + skipped : Period / 2;
        Next = number;
    }
}
