using System.Net;
using IndustrialGateway.OpcUa.Client.Reverse;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Where machines call the gateway: one listener for each address, shared by the sources that name it.</summary>
internal sealed class ReverseListeners : IAsyncDisposable
{
    private readonly Dictionary<IPEndPoint, ReverseListener> _listeners = [];

    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be listened at.</exception>
    public ReverseListeners(IEnumerable<OpcUaSourceOptions> sources, TimeProvider time, ILogger<ReverseListener> logger)
    {
        foreach (var machines in sources.Select(source => source.Reverse).OfType<ReverseOptions>().GroupBy(reverse => reverse.Listen))
        {
            _listeners.Add(
                machines.Key,
                ReverseListener.Start(machines.Key, machines.Select(machine => machine.Server), new TransportLimits(), time, logger));
        }
    }

    public ReverseConnection Of(ReverseOptions machine) => new(_listeners[machine.Listen], machine.Server);

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners.Values)
        {
            await listener.DisposeAsync();
        }
    }
}
