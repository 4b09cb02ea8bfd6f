using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.LinkEmulator.Measuring;

/// <summary>Small programs that are started in a namespace to send over a link, and say what came through.</summary>
internal static class Traffic
{
    /// <summary>Takes one TCP connection: prints its port, and at the connection's end the bytes and the seconds from the first to the last.</summary>
    public static async Task<int> ReceiveAsync()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        await PrintAsync($"port {((IPEndPoint)listener.LocalEndpoint).Port}");
        using var socket = await listener.AcceptSocketAsync();
        var buffer = new byte[1 << 20];
        var (bytes, first, last) = (0L, 0L, 0L);
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            last = Stopwatch.GetTimestamp();
            first = first == 0 ? last : first;
            bytes += read;
        }

        await PrintAsync($"received {bytes} bytes in {Stopwatch.GetElapsedTime(first, last).TotalSeconds:0.000} s");
        return 0;
    }

    /// <summary>Sends zeros over one TCP connection for so long.</summary>
    public static async Task<int> SendAsync(IPAddress address, int port, TimeSpan time)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, port);
        var buffer = new byte[64 << 10];
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            await socket.SendAsync(buffer);
        }

        socket.Shutdown(SocketShutdown.Send);
        await PrintAsync($"sent");
        return 0;
    }

    /// <summary>Sends back each UDP datagram; prints its port. Ends with its input.</summary>
    public static async Task<int> EchoAsync()
    {
        using var socket = Udp(AddressFamily.InterNetworkV6);
        socket.DualMode = true;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        await PrintAsync($"port {((IPEndPoint)socket.LocalEndPoint!).Port}"); // Bound.
        var buffer = new byte[1 << 16];
        var ending = Task.Run(Console.In.ReadToEnd); // Its asynchronous methods are not.
        while (!ending.IsCompleted)
        {
            var receiving = socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.IPv6Any, 0));
            if (await Task.WhenAny(receiving, ending) == ending)
            {
                break;
            }

            var received = await receiving;
            await socket.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
        }

        return 0;
    }

    /// <summary>Sends so many UDP datagrams of 200 bytes to an echo, the next 20 ms after the last, and prints how many came back within a second of the end.</summary>
    public static async Task<int> ProbeAsync(IPAddress address, int port, int count)
    {
        using var socket = Udp(address.AddressFamily);
        await socket.ConnectAsync(address, port);
        using var patience = new CancellationTokenSource();
        var counting = CountAsync(socket, count, patience.Token);
        for (var i = 0; i < count; i++)
        {
            await socket.SendAsync(new byte[200]);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        await Task.WhenAny(counting, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        await patience.CancelAsync();
        await PrintAsync($"answered {await counting} of {count}");
        return 0;
    }

    private static async Task<int> CountAsync(Socket socket, int expected, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        var count = 0;
        try
        {
            while (count < expected)
            {
                await socket.ReceiveAsync(buffer, cancellationToken);
                count++;
            }
        }
        catch (OperationCanceledException)
        {
            // The others are lost.
        }

        return count;
    }

    private static Socket Udp(AddressFamily family) => new(family, SocketType.Dgram, ProtocolType.Udp);

    private static Task PrintAsync(FormattableString line) => Console.Out.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
