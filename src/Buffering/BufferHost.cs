using IndustrialGateway.Buffering.Disk;
using IndustrialGateway.Buffering.Writing;

namespace IndustrialGateway.Buffering;

/// <summary>
/// What a buffer stands on: a disk, a clock, and what carries the loop that writes. The real ones, unless somebody who answers for
/// them hands in others: a disk that fails, a clock that jumps, one thread for everything.
/// </summary>
public sealed record BufferHost
{
    /// <summary>Of append times, of the second that passes between two tries, and of how long the buffer has been open.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the files lie.</summary>
    public IDisk Disk { get; init; } = HostDisk.Instance;

    /// <summary>What the writing loop runs on.</summary>
    public ILoopCarrier Loops { get; init; } = ThreadCarrier.Instance;
}
