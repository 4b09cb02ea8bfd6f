using System.Threading.Channels;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Lets one task sleep until there is something to do; what comes while it is awake is not lost.</summary>
internal sealed class Wakeup
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _calls.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _calls.Reader.ReadAsync(cancellationToken);
}
