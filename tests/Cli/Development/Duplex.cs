using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Cli.Development;

/// <summary>Two ends of one loopback connection.</summary>
internal static class Duplex
{
    public static (Stream Near, Stream Far) Pair()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var far = new TcpClient();
        far.Connect((IPEndPoint)listener.LocalEndpoint);
        return (listener.AcceptTcpClient().GetStream(), far.GetStream());
    }
}
