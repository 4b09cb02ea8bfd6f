using System.Net;
using System.Net.Sockets;
using System.Text;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>Bytes as they are on the wire, good ones to be spoiled.</summary>
internal static class Wire
{
    public static byte[] Hello(string url = "opc.tcp://127.0.0.1") => new Hello(65_536, 65_536, 0, 0, url).Encode();

    public static byte[] Acknowledge() => new Acknowledge(65_536, 65_536, 0, 0).Encode();

    /// <summary>An OPN of policy None, as a client sends it first.</summary>
    public static byte[] Open(
        uint sequence = 1, uint lifetime = 60_000, SecurityTokenRequestType type = SecurityTokenRequestType.Issue,
        MessageSecurityMode mode = MessageSecurityMode.None, uint channel = 0) =>
        AsymmetricChunk.Seal(SecurityPolicy.None, null, null, [], channel, sequence, 1, Encode(
            new OpenSecureChannelRequest { RequestType = type, SecurityMode = mode, RequestedLifetime = lifetime }));

    /// <summary>A server's answer to it.</summary>
    public static byte[] Opened(uint channel = 5, uint token = 1, uint sequence = 1, uint requestId = 1) =>
        AsymmetricChunk.Seal(SecurityPolicy.None, null, null, [], channel, sequence, requestId, Encode(
            new OpenSecureChannelResponse { SecurityToken = new ChannelSecurityToken(channel, token, default, 3_600_000) }));

    /// <summary>A MSG chunk of policy None.</summary>
    public static byte[] Message(uint channel, uint token, uint sequence, uint requestId, byte[] body, char kind = 'F', string type = "MSG") =>
    [
        .. Encoding.ASCII.GetBytes(type + kind), .. BitConverter.GetBytes(24 + body.Length), .. BitConverter.GetBytes(channel),
        .. BitConverter.GetBytes(token), .. BitConverter.GetBytes(sequence), .. BitConverter.GetBytes(requestId), .. body,
    ];

    public static byte[] Encode(ServiceMessage message)
    {
        using var buffer = new PooledBuffer();
        ServiceMessages.Encode(buffer, message);
        return buffer.Span.ToArray();
    }

    /// <summary>Connects, says the bytes and hears all that is answered until the server hangs up, at most a bounded number of bytes.</summary>
    public static async Task<byte[]> SayAsync(Uri server, byte[] bytes, bool hangUp = false)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), TestContext.Current.CancellationToken);
        await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
        if (hangUp)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        return await HearAsync(socket);
    }

    /// <summary>The status of the ERR at the end of what a side said; nothing when it said none.</summary>
    public static StatusCode? ErrorIn(ReadOnlySpan<byte> said)
    {
        while (said.Length >= 8)
        {
            var size = BitConverter.ToInt32(said[4..]);
            if (said.StartsWith("ERRF"u8))
            {
                return ErrorMessage.Decode(said[..size]).Status;
            }

            said = said[size..];
        }

        return null;
    }

    /// <summary>All that comes until the server hangs up, at most a bounded number of bytes.</summary>
    public static async Task<byte[]> HearAsync(Socket socket)
    {
        using var heard = new MemoryStream();
        var buffer = new byte[65_536];
        try
        {
            while (heard.Length < 10_000_000 && await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count)
            {
                await heard.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (SocketException)
        {
            // Reset: the server hung up while bytes were still on their way to it.
        }

        return heard.ToArray();
    }
}
