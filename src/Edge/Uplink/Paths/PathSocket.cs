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
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Tries the host's addresses in the order in which the system gives them, IPv6 and IPv4, until one answers.</summary>
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
        socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeout, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
        return new NetworkStream(socket, ownsSocket: true);

        static Socket NewStreamSocket(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    /// <summary>A socket for datagrams to the platform on this path, marked as what is most urgent on it.</summary>
    /// <exception cref="SocketException">There is no such address, interface or way.</exception>
    public static ValueTask<Socket> OpenDatagramAsync(PathOptions path, CancellationToken cancellationToken) => ConnectAsync(
        path,
        path.Dscp.Alarm,
        new DnsEndPoint(path.Endpoint.DnsSafeHost, path.Endpoint.Port),
        static family => new Socket(family, SocketType.Dgram, ProtocolType.Udp),
        cancellationToken);

    /// <summary>
    /// Round by round, a second longer each: the system repeats a first packet that was lost after longer and longer, so that a way that is back
    /// would be found late; and an address that never answers must not keep the others from their turn.
    /// </summary>
    /// <param name="addresses">The platform's.</param>
    /// <param name="port">The platform's.</param>
    /// <param name="make">Makes a socket that is as it has to be on this path.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">They have all refused, or cannot be reached from here.</exception>
    internal static async ValueTask<Socket> ConnectAsync(
        IReadOnlyList<IPAddress> addresses, int port, Func<AddressFamily, Socket> make, CancellationToken cancellationToken)
    {
        for (var patience = Step; ; patience += Step)
        {
            SocketException? failure = null;
            var isUnanswered = false;
            foreach (var address in addresses)
            {
                try
                {
                    if (await TryConnectAsync(new IPEndPoint(address, port), make, patience, cancellationToken) is { } connected)
                    {
                        return connected;
                    }

                    isUnanswered = true;
                }
                catch (SocketException refused)
                {
                    failure = refused;
                }
            }

            if (!isUnanswered)
            {
                throw failure ?? new SocketException((int)SocketError.AddressFamilyNotSupported);
            }
        }
    }

    private static async ValueTask<Socket> ConnectAsync(
        PathOptions path, int dscp, DnsEndPoint host, Func<AddressFamily, Socket> make, CancellationToken cancellationToken)
    {
        return await ConnectAsync(await AddressesAsync(path, host.Host, cancellationToken), host.Port, Make, cancellationToken);

        Socket Make(AddressFamily family)
        {
            var socket = make(family);
            try
            {
                Prepare(socket, path, dscp);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Null when there was no answer in time.</summary>
    private static async ValueTask<Socket?> TryConnectAsync(
        IPEndPoint end, Func<AddressFamily, Socket> make, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = make(end.AddressFamily);
        try
        {
            await socket.ConnectAsync(end, either.Token);
            return socket;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw new OperationCanceledException(cancellationToken); // by its token the caller knows that its time was over
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
            BindTo(name, socket);
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

    private static void BindTo(string device, Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, SoBindToDevice, [.. Encoding.ASCII.GetBytes(device), 0]);
        }
        catch (SocketException failure) when (failure.SocketErrorCode != SocketError.AccessDenied)
        {
            // What the system says of a device that is not there has no word here.
            throw new SocketException((int)SocketError.NetworkDown, $"There is no interface {device}.");
        }
    }
}
