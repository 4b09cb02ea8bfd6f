using System.Net.Sockets;

namespace IndustrialGateway.Cli.Relay;

/// <summary>Sees what one relayed connection carries; the two directions are told on two threads.</summary>
internal interface IRelayObserver
{
    /// <summary>Bytes on their way to the target.</summary>
    void Up(ReadOnlySpan<byte> bytes);

    /// <summary>Bytes on their way back.</summary>
    void Down(ReadOnlySpan<byte> bytes);

    /// <summary>The connection is over.</summary>
    void Ended();
}

/// <summary>Makes the observer of a new connection, whose far socket is connected to the target.</summary>
internal delegate IRelayObserver RelayObserverFactory(Socket far);
