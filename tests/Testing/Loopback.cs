using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Testing;

/// <summary>Ports for foreign programs that cannot choose one themselves; our own always listen on port 0.</summary>
public static class Loopback
{
    /// <summary>A port of 127.0.0.1 that nobody uses at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
