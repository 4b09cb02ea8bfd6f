using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>A client whose server says wrong things: every call ends with a clear status.</summary>
public sealed class HostileServerTests
{
    private static readonly byte[] Good = [.. Wire.Acknowledge(), .. Wire.Opened()];

    public static TheoryData<string, byte[], string> Dialogues => new()
    {
        { "nothing", [], "BadConnectionClosed" },
        { "HTTP", Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n"), "BadTcpMessageTypeInvalid" },
        { "a hello", Wire.Hello(), "BadTcpMessageTypeInvalid" },
        { "an error", new ErrorMessage(StatusCode.BadTcpServerTooBusy, "later").Encode(), "BadTcpServerTooBusy" },
        { "an error that is good", new ErrorMessage(StatusCode.Good, "").Encode(), "BadConnectionClosed" },
        { "an error of a gibibyte", [.. "ERRF"u8, 16, 0, 0, 0, 0, 0, 0x80, 0x80, 0, 0, 0, 0x40], "BadDecodingError" },
        { "an acknowledge with larger buffers", new Acknowledge(65_537, 65_536, 0, 0).Encode(), "BadTcpMessageTooLarge" },
        { "a chunk above the agreed size", [.. Good, .. "MSGF"u8, 1, 0, 1, 0], "BadTcpMessageTooLarge" },
        { "an open that nobody asked for", [.. Good, .. Wire.Opened(sequence: 2, requestId: 9)], "BadTcpMessageTypeInvalid" },
        { "another channel", [.. Good, .. Wire.Message(6, 1, 2, 2, [1])], "BadTcpSecureChannelUnknown" },
        { "another token", [.. Good, .. Wire.Message(5, 2, 2, 2, [1])], "BadSecureChannelTokenUnknown" },
        { "a skipped chunk", [.. Good, .. Wire.Message(5, 1, 3, 2, [1])], "BadSequenceNumberInvalid" },
        { "a closed channel", [.. Good, .. Wire.Message(5, 1, 2, 2, [1], type: "CLO")], "BadSecureChannelClosed" },
        { "too many chunks", [.. Good, .. Chunks(300)], "BadTcpMessageTooLarge" },
        { "an answer that cannot be read", [.. Good, .. Wire.Message(5, 1, 2, 2, [1, 2, 3])], "BadDecodingError" },
        { "an empty answer", [.. Good, .. Wire.Message(5, 1, 2, 2, [])], "BadDecodingError" },
        { "an answer given up", [.. Good, .. Wire.Message(5, 1, 2, 2, Abort(), 'A')], "BadResponseTooLarge" },
        { "a fault", [.. Good, .. Wire.Message(5, 1, 2, 2, Wire.Encode(Fault()))], "BadSessionIdInvalid" },
        { "another service's answer", [.. Good, .. Wire.Message(5, 1, 2, 2, Wire.Encode(new BrowseResponse()))], "BadUnknownResponse" },
        { "an answer to another question, then the end", [.. Good, .. Wire.Message(5, 1, 2, 99, [1])], "BadConnectionClosed" },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public async Task A_wrong_answer_is_a_clear_status(string what, byte[] said, string status)
    {
        var failure = await Assert.ThrowsAsync<UaException>(() => AskAsync(said));

        Assert.Equal((what, status), (what, failure.Status.ToString()));
    }

    [Fact]
    public async Task A_dialogue_cut_at_any_byte_is_a_status()
    {
        byte[] dialogue = [.. Good, .. Wire.Message(5, 1, 2, 2, Wire.Encode(new ReadResponse { Results = [new DataValue(Variant.Of(0))] }))];

        for (var length = 0; length < dialogue.Length; length += 3)
        {
            var failure = await Assert.ThrowsAsync<UaException>(() => AskAsync(dialogue[..length]));
            Assert.Equal(StatusCode.BadConnectionClosed, failure.Status);
        }

        await AskAsync(dialogue);
    }

    [Fact]
    public async Task Random_bytes_are_a_status_and_nothing_else()
    {
        byte[][] stages = [[], Wire.Acknowledge(), Good, [.. Good, .. "MSGF"u8, 0x40, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0]];

        await Gen.Select(Gen.Int[0, stages.Length - 1], Gen.Byte.Array[1, 200]).SampleAsync(async (stage, bytes) =>
        {
            await Assert.ThrowsAsync<UaException>(() => AskAsync([.. stages[stage], .. bytes]));
            return true;
        }, iter: 200);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var url = new Uri($"opc.tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        var opening = ClientChannel.OpenAsync(url, ChannelSecurity.None, new ChannelLimits(), time, NullLogger.Instance, default);
        using var accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await accepted.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        time.Advance(new TransportLimits().HandshakeTimeout);

        Assert.Equal(StatusCode.BadTimeout, (await Assert.ThrowsAsync<UaException>(() => opening)).Status);
    }

    [Fact]
    public async Task A_request_that_is_being_sent_when_the_channel_ends_says_why_it_ended()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Server.ReceiveBufferSize = 4_096; // or the whole request would go into it
        listener.Start();
        var opening = ClientChannel.OpenAsync(
            UrlOf(listener), ChannelSecurity.None, new ChannelLimits(), TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
        using var server = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        foreach (var answer in new[] { Wire.Acknowledge(), Wire.Opened() })
        {
            await server.ReceiveAsync(new byte[4_096], TestContext.Current.CancellationToken);
            await server.SendAsync(answer, TestContext.Current.CancellationToken);
        }

        await using var channel = await opening;
        var large = new ReadRequest { NodesToRead = [.. Enumerable.Repeat(new ReadValueId(new NodeId(new string('x', 4_000), 1)), 3_000)] };

        var sending = channel.SendAsync<ReadResponse>(large, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken).AsTask();
        Assert.False(sending.IsCompleted);
        await server.SendAsync(Wire.Opened(sequence: 2), TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.BadTcpMessageTypeInvalid, (await Assert.ThrowsAsync<UaException>(() => sending)).Status);
    }

    private static Uri UrlOf(TcpListener listener) => new($"opc.tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    private static byte[] Chunks(int count) =>
        [.. Enumerable.Range(0, count).SelectMany(i => Wire.Message(5, 1, 2 + (uint)i, 2, new byte[10], 'C'))];

    private static byte[] Abort() => [.. BitConverter.GetBytes(StatusCode.BadResponseTooLarge.Value), 3, 0, 0, 0, .. "why"u8];

    private static ServiceFault Fault() => new() { Header = new ResponseHeader { ServiceResult = StatusCode.BadSessionIdInvalid } };

    /// <summary>Asks a server that answers, whatever it hears, with these bytes as fast as the client lets it, and hangs up.</summary>
    private static async Task AskAsync(byte[] said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, said);
        var url = UrlOf(listener);
        try
        {
            await using var channel = await ClientChannel.OpenAsync(
                url, ChannelSecurity.None, new ChannelLimits(), TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
            await ChannelPair.AskAsync(channel, 1);
        }
        finally
        {
            await serving;
        }
    }

    /// <summary>Waits for the Hello, the OPN and the request before the answer to each.</summary>
    private static async Task ServeAsync(TcpListener listener, byte[] said)
    {
        using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        try
        {
            var heard = new byte[65_536];
            int[] parts = said.AsSpan().StartsWith("ACK"u8) ? [Wire.Acknowledge().Length, Good.Length, said.Length] : [said.Length];
            var from = 0;
            foreach (var to in parts.Select(part => Math.Min(part, said.Length)))
            {
                if (await socket.ReceiveAsync(heard, TestContext.Current.CancellationToken) == 0)
                {
                    return;
                }

                await socket.SendAsync(said.AsMemory(from, to - from), TestContext.Current.CancellationToken);
                from = to;
                if (to == said.Length)
                {
                    break;
                }
            }

            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(heard, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The client hung up first.
        }
    }
}
