using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace IndustrialGateway.Edge.Uplink.Paths;

public sealed class PathSocketTests
{
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task An_address_that_never_answers_does_not_keep_the_next_from_its_turn()
    {
        using var silent = new SilentListener(Other);
        using var answering = NewSocket(AddressFamily.InterNetwork);
        answering.Bind(new IPEndPoint(IPAddress.Loopback, silent.Port));
        answering.Listen();

        using var connected = await ConnectAsync(silent.Port, Other, IPAddress.Loopback);

        Assert.Equal(answering.LocalEndPoint, connected.RemoteEndPoint);
    }

    [Fact]
    public async Task Who_answers_late_is_reached()
    {
        using var silent = new SilentListener(IPAddress.Loopback);
        var connecting = ConnectAsync(silent.Port, IPAddress.Loopback);
        await silent.AnswerAsync();

        using var connected = await connecting;

        Assert.True(connected.Connected);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so_at_once()
    {
        using var unused = NewSocket(AddressFamily.InterNetwork);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        var port = ((IPEndPoint)unused.LocalEndPoint!).Port; // it is bound

        var failure = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(port, IPAddress.Loopback, Other));

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    [Fact]
    public async Task It_is_tried_until_the_caller_ends_it()
    {
        using var silent = new SilentListener(IPAddress.Loopback);
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(1.5), TimeProvider.System);

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => PathSocket.ConnectAsync([IPAddress.Loopback], silent.Port, NewSocket, impatience.Token).AsTask());

        Assert.Equal(impatience.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task An_interface_that_is_not_there_is_out_of_reach()
    {
        var path = new PathOptions { Name = "5g", Endpoint = new Uri("https://127.0.0.1:1"), Interface = "none-such0" };

        var failure = await Assert.ThrowsAsync<SocketException>(
            () => PathSocket.ConnectAsync(path, dscp: 0, TimeSpan.FromSeconds(2), new DnsEndPoint("127.0.0.1", 1), Some.Patience()).AsTask());

        Assert.True(Outage.IsUnreachable(new RpcException(new Status(StatusCode.Unavailable, "", failure))));
    }

    private static Socket NewSocket(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp);

    private static Task<Socket> ConnectAsync(int port, params IPAddress[] addresses) =>
        PathSocket.ConnectAsync(addresses, port, NewSocket, Some.Patience()).AsTask();

    /// <summary>Listens with a queue that is full: the system leaves every further first packet without an answer.</summary>
    private sealed class SilentListener : IDisposable
    {
        private readonly Socket _listener;
        private readonly List<Socket> _sockets = [];

        public SilentListener(IPAddress address)
        {
            _listener = NewSocket(address.AddressFamily);
            _listener.Bind(new IPEndPoint(address, 0));
            _listener.Listen(backlog: 0);
            var full = NewSocket(address.AddressFamily);
            full.Connect(_listener.LocalEndPoint!); // it is bound
            _sockets.Add(full);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port; // it is bound

        public async Task AnswerAsync() => _sockets.Add(await _listener.AcceptAsync(Some.Patience()));

        public void Dispose()
        {
            _listener.Dispose();
            _sockets.ForEach(socket => socket.Dispose());
        }
    }
}
