using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Connects by one path: bound to its interface or address, marked, and given up by the system when the peer is gone.</summary>
internal static class PathSocket
{
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;
    private const int IpProtoIp = 0;
    private const int IpTos = 1;
    private const int IpProtoIpV6 = 41;
    private const int Ipv6TrafficClass = 67;
    private const int IpProtoTcp = 6;
    private const int TcpUserTimeout = 18;
    private const int DscpShift = 2;

    /// <summary>Tries the host's addresses in the order in which the system gives them, IPv6 and IPv4.</summary>
    /// <param name="path">The path.</param>
    /// <param name="deadAfter">A peer that does not acknowledge for so long is gone (RFC 5482).</param>
    /// <param name="host">The platform.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">None of them answers on this path.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        PathOptions path, TimeSpan deadAfter, DnsEndPoint host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        var fitting = Array.FindAll(addresses, address => path.Address is null || address.AddressFamily == path.Address.AddressFamily);
        SocketException? failure = null;
        foreach (var address in fitting)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                Prepare(socket, path, deadAfter);
                await socket.ConnectAsync(new IPEndPoint(address, host.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused)
            {
                socket.Dispose();
                failure = refused;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.AddressFamilyNotSupported);
    }

    private static void Prepare(Socket socket, PathOptions path, TimeSpan deadAfter)
    {
        if (path.Interface is { } name)
        {
            socket.SetRawSocketOption(SolSocket, SoBindToDevice, [.. Encoding.ASCII.GetBytes(name), 0]);
        }

        if (path.Address is { } address)
        {
            socket.Bind(new IPEndPoint(address, 0));
        }

        socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeout, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
        if (path.Dscp > 0)
        {
            var (level, option) = socket.AddressFamily == AddressFamily.InterNetworkV6
                ? (IpProtoIpV6, Ipv6TrafficClass)
                : (IpProtoIp, IpTos);
            socket.SetRawSocketOption(level, option, BitConverter.GetBytes(path.Dscp << DscpShift));
        }
    }
}
