using System.Collections.Concurrent;
using System.Threading.Channels;

namespace IndustrialGateway.Edge.Intake;

/// <summary>The bounded queue between the sources and the buffer: a full queue makes the sources wait.</summary>
/// <param name="capacity">In groups of at most <see cref="SampleGroup.Capacity"/> samples.</param>
internal sealed class IntakeQueue(int capacity = IntakeQueue.DefaultCapacity)
{
    public const int DefaultCapacity = 256;

    private readonly Channel<SampleGroup> _groups = Channel.CreateBounded<SampleGroup>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly ConcurrentQueue<SampleGroup> _idle = new();

    public ChannelReader<SampleGroup> Reader => _groups.Reader;

    /// <summary>An empty group; write it or give it back.</summary>
    public SampleGroup Rent() => _idle.TryDequeue(out var group) ? group : new SampleGroup();

    public void Return(SampleGroup group)
    {
        group.Clear();
        if (_idle.Count < capacity)
        {
            _idle.Enqueue(group);
        }
    }

    /// <summary>Hands a group over; waits while the queue is full.</summary>
    /// <exception cref="ChannelClosedException">The gateway is stopping.</exception>
    public ValueTask WriteAsync(SampleGroup group, CancellationToken cancellationToken) =>
        _groups.Writer.WriteAsync(group, cancellationToken);

    /// <summary>No more groups will come; those that are here still go their way.</summary>
    public void Complete() => _groups.Writer.TryComplete();
}
