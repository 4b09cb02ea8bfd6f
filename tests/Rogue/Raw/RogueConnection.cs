using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>Answers one request as the case wants; false leaves it to <see cref="HonestAnswers"/>.</summary>
internal delegate Task<bool> Answering(RogueConnection connection, uint requestId, ServiceRequest request);

/// <summary>The server's end of one connection, each step of which can be taken in the right way or in a wrong one.</summary>
internal sealed class RogueConnection(Socket socket)
{
    public const uint Channel = 5;
    private readonly ChunkStream _stream = new(socket);
    private SecurityPolicy _policy = SecurityPolicy.None;
    private MessageSecurityMode _mode = MessageSecurityMode.None;
    private uint _sequence;
    private uint _tokenId;
    private byte[]? _peeked;

    public long Said => _stream.Said;

    public ChannelToken Token { get; private set; } = new(Channel, 1, TimeSpan.FromHours(1), TimeProvider.System);

    public byte[] ClientNonce { get; private set; } = [];

    public Task SayAsync(byte[] bytes) => _stream.SayAsync(bytes);

    public async Task<byte[]> HearAsync()
    {
        var next = _peeked ?? await _stream.HearAsync() ?? throw new PeerLeftException();
        _peeked = null;
        return next;
    }

    /// <summary>The next chunk, which will be heard again.</summary>
    public async Task<byte[]> PeekAsync()
    {
        var next = await HearAsync();
        _peeked = [.. next];
        return next;
    }

    public void Cut() => socket.Close(0);

    /// <summary>Says no more and waits until the client hangs up.</summary>
    public Task<Heard> EndAsync(bool halfClose = true) => halfClose ? _stream.EndAsync() : _stream.HearRestAsync();

    public async Task GreetAsync()
    {
        Assert.Equal("HELF", Heard.Kind(await HearAsync()));
        await SayAsync(Wire.Acknowledge());
    }

    /// <summary>Hears an OPN and answers it.</summary>
    /// <param name="nonce">What to answer to the client's nonce; fresh ones by default.</param>
    /// <param name="answer">Another answer than the honest one.</param>
    /// <param name="spoil">Alters the finished OPN.</param>
    public async Task OpenAsync(
        Func<byte[], byte[]>? nonce = null, Func<OpenSecureChannelRequest, ServiceResponse>? answer = null, Func<byte[], byte[]>? spoil = null) =>
        await OpenAsync(await HearAsync(), nonce, answer, spoil);

    public async Task OpenAsync(
        byte[] chunk, Func<byte[], byte[]>? nonce = null, Func<OpenSecureChannelRequest, ServiceResponse>? answer = null, Func<byte[], byte[]>? spoil = null)
    {
        Assert.Equal("OPNF", Heard.Kind(chunk));
        var header = AsymmetricHeader.Read(chunk);
        _policy = SecurityPolicy.Find(header.PolicyUri);
        using var key = _policy.IsNone ? null : TrustFolder.PublicKey(header.SenderCertificate, _policy);
        var (_, requestId, body) = AsymmetricChunk.Open(chunk, header, _policy, _policy.IsNone ? null : Plant.ServerFor(_policy), key);
        var request = (OpenSecureChannelRequest)ServiceMessages.DecodeRequest(body, CodecLimits.Server);
        _mode = request.SecurityMode;
        ClientNonce = request.ClientNonce ?? [];
        using var own = new TokenNonce(_policy);
        var serverNonce = nonce?.Invoke(ClientNonce) ?? own.Bytes;
        var response = answer?.Invoke(request) ?? new OpenSecureChannelResponse
        {
            SecurityToken = new ChannelSecurityToken(Channel, ++_tokenId, default, 3_600_000),
            ServerNonce = serverNonce,
        };
        var opened = AsymmetricChunk.Seal(
            _policy, _policy.IsNone ? null : Plant.ServerFor(_policy), key, header.SenderCertificate, Channel, ++_sequence, requestId, Wire.Encode(response));
        _tokenId = (response as OpenSecureChannelResponse)?.SecurityToken.TokenId ?? _tokenId;
        if (nonce is null)
        {
            using var material = own.Complete(ClientNonce, isClient: false);
            Token = ChannelToken.Make(Channel, _tokenId, TimeSpan.FromHours(1), TimeProvider.System, _policy, _mode, material, isClient: false);
        }

        await SayAsync(spoil is null ? opened : spoil(opened));
    }

    /// <summary>The next request.</summary>
    public async Task<(uint Id, ServiceRequest Request)> NextAsync() => Read(await HearMessageAsync());

    /// <summary>A chunk as it ought to be, to be spoiled.</summary>
    public byte[] Seal(uint requestId, byte[] body, ChunkKind kind = ChunkKind.Final, MessageType type = MessageType.Message, uint? sequence = null)
    {
        var chunk = new byte[SymmetricChunk.BodyAt + body.Length + SymmetricChunk.MaxTrailer(Token)];
        body.CopyTo(chunk, SymmetricChunk.BodyAt);
        _sequence = sequence ?? _sequence + 1;
        return chunk[..SymmetricChunk.Seal(chunk, body.Length, type, kind, Token, _sequence, requestId)];
    }

    public Task AnswerAsync(uint requestId, ServiceResponse response) => AnswerAsync(requestId, Wire.Encode(response));

    /// <summary>Answers with these bytes in as many chunks as they need.</summary>
    public async Task AnswerAsync(uint requestId, byte[] body)
    {
        const int piece = 60_000;
        for (var at = 0; at < body.Length || at == 0; at += piece)
        {
            var isLast = at + piece >= body.Length;
            await SayAsync(Seal(requestId, body[at..Math.Min(body.Length, at + piece)], isLast ? ChunkKind.Final : ChunkKind.Intermediate));
        }
    }

    /// <summary>Serves like an honest server, except for what the case answers itself.</summary>
    public async Task ServeAsync(Answering answering)
    {
        await GreetAsync();
        await OpenAsync();
        await ServeOpenedAsync(answering);
    }

    public async Task ServeOpenedAsync(Answering answering)
    {
        while (true)
        {
            var chunk = await HearAsync();
            if (Heard.Kind(chunk) == "OPNF")
            {
                await OpenAsync(chunk);
                continue;
            }

            if (Heard.Kind(chunk) == "CLOF")
            {
                return;
            }

            var (id, request) = Read(await JoinAsync(chunk));
            if (!await answering(this, id, request) && HonestAnswers.To(request, _policy) is { } honest)
            {
                await AnswerAsync(id, honest);
            }
        }
    }

    /// <summary>Passes everything on to another server.</summary>
    public async Task PassToAsync(int port)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await far.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var near = new NetworkStream(socket);
        await using var other = new NetworkStream(far);
        Task[] ways = [near.CopyToAsync(other), other.CopyToAsync(near)];
        await Task.WhenAny(ways);
        far.Close(0);
        Cut();
        await Task.WhenAll(ways);
    }

    private async Task<(uint Id, byte[] Body)> HearMessageAsync() => await JoinAsync(await HearAsync());

    private async Task<(uint Id, byte[] Body)> JoinAsync(byte[] chunk)
    {
        List<byte> body = [];
        while (true)
        {
            var (_, id, length) = SymmetricChunk.Open(chunk, Token);
            body.AddRange(chunk.AsSpan(SymmetricChunk.BodyAt, length));
            if (chunk[3] == (byte)'F')
            {
                return (id, body.ToArray());
            }

            chunk = await HearAsync();
        }
    }

    private static (uint Id, ServiceRequest Request) Read((uint Id, byte[] Body) message) =>
        (message.Id, ServiceMessages.DecodeRequest(message.Body, CodecLimits.Client));
}
