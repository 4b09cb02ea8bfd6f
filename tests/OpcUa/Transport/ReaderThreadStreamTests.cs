using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.OpcUa.Tests.Transport;

public sealed class ReaderThreadStreamTests : IDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(1);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ReaderThreadStreamTests()
    {
        _listener.Server.ReceiveBufferSize = 4_096; // so that a peer that does not read is soon full
        _listener.Start();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task What_follows_a_read_goes_on_in_the_one_thread_that_waited()
    {
        var (stream, peer) = await ConnectAsync();
        await using var _ = stream;
        using var __ = peer;
        var threads = new HashSet<int>();

        var echoing = EchoAsync();
        for (var i = 0; i < 100; i++)
        {
            var echo = new byte[1];
            await peer.SendAsync((byte[])[(byte)i], Stop);
            Assert.Equal(1, await peer.ReceiveAsync(echo, Stop));
            Assert.Equal((byte)i, echo[0]);
        }

        await echoing;
        Assert.Single(threads);

        async Task EchoAsync()
        {
            var buffer = new byte[1];
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(1, await stream.ReadAsync(buffer, Stop).ConfigureAwait(false));
                threads.Add(Environment.CurrentManagedThreadId);
                await stream.WriteAsync(buffer, Stop).ConfigureAwait(false);
            }
        }
    }

    [Fact]
    public async Task The_end_of_the_peer_is_the_end_of_the_stream()
    {
        var (stream, peer) = await ConnectAsync();
        await using var _ = stream;

        var reading = stream.ReadAsync(new byte[10], Stop);
        peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await reading);
        peer.Dispose();
    }

    [Fact]
    public async Task A_read_ends_when_the_stream_is_closed_and_all_later_ones_fail()
    {
        var (stream, peer) = await ConnectAsync();
        using var _ = peer;

        var reading = stream.ReadAsync(new byte[10], Stop);
        await stream.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[10], Stop).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.WriteAsync(new byte[10], Stop).AsTask());
    }

    [Fact]
    public async Task A_read_ends_when_it_is_cancelled()
    {
        var (stream, peer) = await ConnectAsync();
        await using var _ = stream;
        using var __ = peer;
        using var cancel = new CancellationTokenSource();

        var reading = stream.ReadAsync(new byte[10], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.AsTask());
    }

    [Fact]
    public async Task What_was_written_before_the_end_arrives()
    {
        var (stream, peer) = await ConnectAsync();
        using var _ = peer;
        var reading = stream.ReadAsync(new byte[10], Stop);
        await peer.SendAsync(new byte[100], Stop); // with bytes unread, closing at once would reset the connection
        await reading;

        await stream.WriteAsync(new byte[1_000], Stop);
        var last = stream.ReadAsync(new byte[1], Stop).AsTask();
        await stream.DisposeAsync();
        await Task.WhenAny(last);

        var heard = 0;
        while (heard < 1_000 && await peer.ReceiveAsync(new byte[1_000], Stop) is > 0 and var count)
        {
            heard += count;
        }

        Assert.Equal(1_000, heard);
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_does_not_hold_the_caller_and_closing_ends_the_write()
    {
        var (stream, peer) = await ConnectAsync();
        using var _ = peer;

        var writing = stream.WriteAsync(new byte[32 * 1024 * 1024], Stop).AsTask();
        Assert.False(writing.IsCompleted);
        await stream.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_refusal()
    {
        var port = Port;
        _listener.Stop();

        var failure = await Assert.ThrowsAsync<SocketException>(() => ReaderThreadStream.ConnectAsync("127.0.0.1", port, SendTimeout, Stop));

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    [Fact]
    public async Task An_attempt_to_connect_ends_when_it_is_cancelled()
    {
        // Whose backlog is full does not answer any more.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(IPAddress.Loopback, port, Stop);
        using var cancel = new CancellationTokenSource();

        var connecting = ReaderThreadStream.ConnectAsync("127.0.0.1", port, SendTimeout, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    private async Task<(ReaderThreadStream Stream, Socket Peer)> ConnectAsync()
    {
        var accepting = _listener.AcceptSocketAsync(Stop);
        var stream = await ReaderThreadStream.ConnectAsync("127.0.0.1", Port, SendTimeout, Stop);
        return (stream, await accepting);
    }
}
