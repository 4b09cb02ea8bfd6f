namespace IndustrialGateway.Buffering;

/// <summary>What happens to a record for which a full buffer has no room.</summary>
public enum WhenFull
{
    /// <summary>It is taken; the oldest segment goes, counted and announced.</summary>
    DropOldest,

    /// <summary>It waits until enough is acknowledged: first in memory, then <see cref="DurableBuffer.AppendAsync"/> does not return.</summary>
    Wait,
}
