using System.Threading.Channels;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>What a source has to do again.</summary>
[Flags]
internal enum Chore
{
    None = 0,

    /// <summary>Nodes may have moved: find the points again.</summary>
    Browse = 1,

    /// <summary>A change of a value may be among what was lost: read them all.</summary>
    Read = 2,

    /// <summary>Events may be among what was lost: ask for the conditions that are present.</summary>
    Refresh = 4,
}

/// <summary>Remembers what a source has to do again until its loop takes it; asking twice is asking once. Any thread.</summary>
internal sealed class Chores
{
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private int _open;

    /// <summary>What waits to be taken.</summary>
    public Chore Open => (Chore)Volatile.Read(ref _open);

    public void Ask(Chore chore)
    {
        Interlocked.Or(ref _open, (int)chore);
        _asked.Writer.TryWrite(true);
    }

    /// <summary>All that is to be done, as soon as there is something.</summary>
    public async Task<Chore> TakeAsync(CancellationToken cancellationToken)
    {
        await _asked.Reader.ReadAsync(cancellationToken);
        return (Chore)Interlocked.Exchange(ref _open, 0);
    }
}
