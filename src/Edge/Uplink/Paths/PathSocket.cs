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
        var socket = await ConnectAsync(path, dscp, host, NewStreamSocket, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);

        Socket NewStreamSocket(AddressFamily family)
        {
            var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeout, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
            return socket;
        }
    }

    /// <summary>A socket for datagrams to the platform on this path, marked as what is most urgent on it.</summary>
    /// <exception cref="SocketException">There is no such address, interface or way.</exception>
    public static ValueTask<Socket> OpenDatagramAsync(PathOptions path, CancellationToken cancellationToken) => ConnectAsync(
        path,
        path.Dscp.Alarm,
        new DnsEndPoint(path.Endpoint.DnsSafeHost, path.Endpoint.Port),
        static family => new Socket(family, SocketType.Dgram, ProtocolType.Udp),
        cancellationToken);

    private static async ValueTask<Socket> ConnectAsync(
        PathOptions path, int dscp, DnsEndPoint host, Func<AddressFamily, Socket> make, CancellationToken cancellationToken)
    {
        SocketException? failure = null;
        foreach (var address in await AddressesAsync(path, host.Host, cancellationToken))
        {
            var socket = make(address.AddressFamily);
            try
            {
                Prepare(socket, path, dscp);
                await socket.ConnectAsync(new IPEndPoint(address, host.Port), cancellationToken);
                return socket;
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
