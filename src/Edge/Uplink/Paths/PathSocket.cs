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
    /// <param name="dscp">The code point of its packets.</param>
    /// <param name="deadAfter">A peer that does not acknowledge for so long is gone (RFC 5482).</param>
    /// <param name="host">The platform.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">None of them answers on this path.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        PathOptions path, int dscp, TimeSpan deadAfter, DnsEndPoint host, CancellationToken cancellationToken)
    {
        SocketException? failure = null;
        foreach (var address in await AddressesAsync(path, host.Host, cancellationToken))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                Prepare(socket, path, dscp);
                socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeout, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
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

    /// <summary>A socket for datagrams to the host on this path, at the first of its addresses that fits.</summary>
    /// <exception cref="SocketException">There is no such address, interface or way.</exception>
    public static async ValueTask<Socket> OpenDatagramAsync(PathOptions path, CancellationToken cancellationToken)
    {
        if ((await AddressesAsync(path, path.Endpoint.DnsSafeHost, cancellationToken)) is not [var address, ..])
        {
            throw new SocketException((int)SocketError.AddressFamilyNotSupported);
        }

        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            Prepare(socket, path, path.Dscp.Alarm);
            await socket.ConnectAsync(new IPEndPoint(address, path.Endpoint.Port), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<IPAddress[]> AddressesAsync(PathOptions path, string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        return Array.FindAll(addresses, address => path.Address is null || address.AddressFamily == path.Address.AddressFamily);
    }

    private static void Prepare(Socket socket, PathOptions path, int dscp)
    {
        if (path.Interface is { } name)
        {
            socket.SetRawSocketOption(SolSocket, SoBindToDevice, [.. Encoding.ASCII.GetBytes(name), 0]);
        }

        if (path.Address is { } address)
        {
            socket.Bind(new IPEndPoint(address, 0));
        }

        if (dscp > 0)
        {
            var (level, option) = socket.AddressFamily == AddressFamily.InterNetworkV6
                ? (IpProtoIpV6, Ipv6TrafficClass)
                : (IpProtoIp, IpTos);
            socket.SetRawSocketOption(level, option, BitConverter.GetBytes(dscp << DscpShift));
        }
    }
}
