using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa.Timing;

/// <summary>One connection on a blocking socket, said and heard chunk by chunk, so that its own time varies little.</summary>
internal sealed class ScriptedClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _heard = new byte[65_536];
    private ChannelToken? _token;
    private uint _sequence = 1;

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="from">An address of this machine; where a wrong login came from, the next one waits.</param>
    public ScriptedClient(Uri server, IPAddress from)
    {
        _socket.Bind(new IPEndPoint(from, 0));
        _socket.Connect(IPAddress.Loopback, server.Port);
        Say(new Hello(65_536, 65_536, 0, 0, server.OriginalString).Encode());
        Hear(MessageType.Acknowledge);
    }

    /// <summary>Opens a channel without security.</summary>
    public void Open()
    {
        var request = new OpenSecureChannelRequest { RequestType = SecurityTokenRequestType.Issue, SecurityMode = MessageSecurityMode.None, RequestedLifetime = 60_000 };
        Say(AsymmetricChunk.Seal(SecurityPolicy.None, null, null, [], 0, _sequence, _sequence, Encode(request)));
        var chunk = Hear(MessageType.OpenChannel);
        var (_, _, body) = AsymmetricChunk.Open(chunk, AsymmetricHeader.Read(chunk), SecurityPolicy.None, null, null);
        var response = (OpenSecureChannelResponse)ServiceMessages.DecodeResponse(body, CodecLimits.Client);
        _token = new ChannelToken(response.SecurityToken.ChannelId, response.SecurityToken.TokenId, TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    public TResponse Ask<TResponse>(ServiceRequest request)
        where TResponse : ServiceResponse
    {
        Say(Seal(request));
        return (TResponse)Answer();
    }

    /// <summary>How long a refusal takes, in µs.</summary>
    public double TimeRefusal(ServiceRequest request, StatusCode expected)
    {
        var chunk = Seal(request);
        var begun = Stopwatch.GetTimestamp();
        Say(chunk);
        Hear(MessageType.Message);
        var took = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        Expect(expected, Answered().Header.ServiceResult);
        return took;
    }

    /// <summary>How long the refusal of an OPN takes, in µs.</summary>
    public double TimeRefusal(byte[] open, StatusCode expected)
    {
        var begun = Stopwatch.GetTimestamp();
        Say(open);
        var error = Hear(MessageType.Error);
        var took = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        Expect(expected, ErrorMessage.Decode(error).Status);
        return took;
    }

    public void Dispose() => _socket.Dispose();

    private static void Expect(StatusCode expected, StatusCode status)
    {
        if (status != expected)
        {
            throw new InvalidOperationException($"Expected the refusal {expected}, but {status} came.");
        }
    }

    private static byte[] Encode(ServiceMessage message)
    {
        using var buffer = new PooledBuffer();
        ServiceMessages.Encode(buffer, message);
        return buffer.Span.ToArray();
    }

    private byte[] Seal(ServiceRequest request)
    {
        var body = Encode(request);
        var chunk = new byte[SymmetricChunk.BodyAt + body.Length];
        body.CopyTo(chunk, SymmetricChunk.BodyAt);
        _sequence++;
        SymmetricChunk.Seal(chunk, body.Length, MessageType.Message, ChunkKind.Final, _token!, _sequence, _sequence); // after Open
        return chunk;
    }

    private ServiceResponse Answer()
    {
        Hear(MessageType.Message);
        return Answered();
    }

    // What was heard last.
    private ServiceResponse Answered()
    {
        var length = ChunkHeader.Read(_heard, _heard.Length).Size;
        return ServiceMessages.DecodeResponse(_heard.AsSpan(SymmetricChunk.BodyAt, length - SymmetricChunk.BodyAt), CodecLimits.Client);
    }

    private void Say(byte[] bytes) => _socket.Send(bytes);

    private ReadOnlySpan<byte> Hear(MessageType expected)
    {
        Receive(0, ChunkHeader.Length);
        var header = ChunkHeader.Read(_heard, _heard.Length);
        Receive(ChunkHeader.Length, header.Size);
        return header.Type == expected
            ? _heard.AsSpan(0, header.Size)
            : throw new InvalidOperationException($"Expected {expected}, but {header.Type} came.");
    }

    private void Receive(int from, int to)
    {
        while (from < to)
        {
            var count = _socket.Receive(_heard.AsSpan(from, to - from));
            from += count > 0 ? count : throw new InvalidOperationException("The server hung up.");
        }
    }
}
