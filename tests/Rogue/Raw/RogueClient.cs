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

/// <summary>
/// A client that says whatever it is told over a bare socket: bytes, or whole messages of a channel with real cryptography, each part of
/// which can be spoiled.
/// </summary>
internal sealed class RogueClient : IAsyncDisposable
{
    private readonly ChunkStream _stream;
    private uint _sequence;
    private uint _request = 1;

    private RogueClient(Socket socket) => _stream = new ChunkStream(socket);

    public Socket Socket => _stream.Socket;

    public long Said => _stream.Said;

    public ChannelToken Token { get; private set; } = new(0, 0, TimeSpan.FromHours(1), TimeProvider.System);

    public uint ChannelId => Token.ChannelId;

    public byte[] ServerNonce { get; set; } = [];

    /// <summary>What it gave to the channel's first token.</summary>
    public byte[] Nonce { get; private set; } = [];

    /// <summary>The session's secret once it is logged in; goes with every request.</summary>
    public NodeId Session { get; set; }

    public CreateSessionResponse Created { get; private set; } = new();

    /// <summary>Where rogues come from: each case from elsewhere, because the server makes those wait who come from where wrong logins came from.</summary>
    public static IPAddress From { get; private set; } = IPAddress.Loopback;

    public static void ComeFrom(int number) => From = new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);

    /// <param name="from">Where it comes from, if not from where all of the case come from.</param>
    public static async Task<RogueClient> ConnectAsync(Uri url, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from ?? From, 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), TestContext.Current.CancellationToken);
        return new RogueClient(socket);
    }

    public Task SayAsync(byte[] bytes) => _stream.SayAsync(bytes);

    /// <summary>The next chunk; null when the server has hung up.</summary>
    public Task<byte[]?> HearAsync() => _stream.HearAsync();

    /// <summary>Hello, and the server's Acknowledge.</summary>
    public async Task GreetAsync()
    {
        await SayAsync(Wire.Hello());
        Assert.Equal("ACKF", Heard.Kind(await HearAsync()));
    }

    /// <summary>Hello and a channel of policy None.</summary>
    public async Task OpenAsync()
    {
        await GreetAsync();
        await SayAsync(Wire.Open(++_sequence));
        var opened = await HearOpenedAsync(SecurityPolicy.None);
        Token = new ChannelToken(opened.SecurityToken.ChannelId, opened.SecurityToken.TokenId, TimeSpan.FromHours(1), TimeProvider.System);
    }

    /// <summary>Hello and a secured channel; <paramref name="spoil"/> alters the finished OPN.</summary>
    public async Task OpenAsync(SecurityPolicy policy, MessageSecurityMode mode, byte[]? nonce = null, Func<byte[], byte[]>? spoil = null, uint lifetime = 3_600_000)
    {
        await GreetAsync();
        using var own = new TokenNonce(policy);
        Nonce = nonce ?? own.Bytes;
        var sealedOpen = SealOpen(policy, mode, Nonce, SecurityTokenRequestType.Issue, 0, lifetime);
        await SayAsync(spoil is null ? sealedOpen : spoil(sealedOpen));
        if (spoil is null && nonce is null)
        {
            var opened = await HearOpenedAsync(policy);
            using var material = own.Complete(opened.ServerNonce, isClient: true);
            Accept(policy, mode, material, opened);
        }
    }

    /// <summary>An OPN as a client with the plant's client certificate seals it.</summary>
    public byte[] SealOpen(
        SecurityPolicy policy, MessageSecurityMode mode, byte[] nonce, SecurityTokenRequestType type, uint channel, uint lifetime = 3_600_000,
        ApplicationCertificate? own = null)
    {
        var server = Plant.ServerFor(policy).Der.Span;
        using var key = TrustFolder.PublicKey(server, policy);
        return AsymmetricChunk.Seal(policy, own ?? Plant.ClientFor(policy), key, server, channel, ++_sequence, ++_request, Wire.Encode(
            new OpenSecureChannelRequest { RequestType = type, SecurityMode = mode, ClientNonce = nonce, RequestedLifetime = lifetime }));
    }

    /// <summary>The server's answer to an OPN.</summary>
    public async Task<OpenSecureChannelResponse> HearOpenedAsync(SecurityPolicy policy)
    {
        var chunk = await HearAsync();
        Assert.Equal("OPNF", Heard.Kind(chunk));
        using var key = policy.IsNone ? null : TrustFolder.PublicKey(Plant.ServerFor(policy).Der.Span, policy);
        var (_, _, body) = AsymmetricChunk.Open(chunk!, AsymmetricHeader.Read(chunk), policy, policy.IsNone ? null : Plant.ClientFor(policy), key);
        return Assert.IsType<OpenSecureChannelResponse>(ServiceMessages.DecodeResponse(body, CodecLimits.Client));
    }

    public void Accept(SecurityPolicy policy, MessageSecurityMode mode, TokenMaterial material, OpenSecureChannelResponse opened) => Token = ChannelToken.Make(
        opened.SecurityToken.ChannelId, opened.SecurityToken.TokenId, TimeSpan.FromHours(1), TimeProvider.System, policy, mode, material, isClient: true);

    /// <summary>A chunk of the open channel as it ought to be, to be spoiled.</summary>
    public byte[] Seal(byte[] body, ChunkKind kind = ChunkKind.Final, MessageType type = MessageType.Message, uint? sequence = null, uint? request = null, uint? token = null, uint? channel = null)
    {
        var with = token is null && channel is null ? Token : new ChannelToken(channel ?? Token.ChannelId, token ?? Token.TokenId, Token.Lifetime, TimeProvider.System)
        {
            Policy = Token.Policy,
            Encrypts = Token.Encrypts,
            SendKeys = Token.SendKeys,
        };
        var chunk = new byte[SymmetricChunk.BodyAt + body.Length + SymmetricChunk.MaxTrailer(with)];
        body.CopyTo(chunk, SymmetricChunk.BodyAt);
        _sequence = sequence ?? _sequence + 1;
        var length = SymmetricChunk.Seal(chunk, body.Length, type, kind, with, _sequence, request ?? ++_request);
        return chunk[..length];
    }

    /// <summary>The bytes of a request with the session's secret in its header.</summary>
    public byte[] Encode(ServiceRequest request)
    {
        request.Header = request.Header with { AuthenticationToken = Session, RequestHandle = 77 };
        return Wire.Encode(request);
    }

    public Task SendAsync(ServiceRequest request) => SendAsync(Encode(request));

    /// <summary>Sends a message in as many chunks as it needs.</summary>
    public async Task SendAsync(byte[] body)
    {
        const int piece = 60_000;
        var request = ++_request;
        for (var at = 0; at < body.Length || at == 0; at += piece)
        {
            var isLast = at + piece >= body.Length;
            await SayAsync(Seal(body[at..Math.Min(body.Length, at + piece)], isLast ? ChunkKind.Final : ChunkKind.Intermediate, request: request));
        }
    }

    /// <summary>Sends a request and gives the answer; a fault is an answer.</summary>
    public async Task<ServiceResponse> AskAsync(ServiceRequest request)
    {
        await SendAsync(request);
        return await HearResponseAsync();
    }

    public async Task<ServiceResponse> AskAsync(byte[] body)
    {
        await SendAsync(body);
        return await HearResponseAsync();
    }

    /// <summary>The next whole message of the channel.</summary>
    public async Task<ServiceResponse> HearResponseAsync()
    {
        List<byte> body = [];
        while (true)
        {
            var chunk = await HearAsync() ?? throw new InvalidOperationException("The server hung up instead of answering.");
            Assert.StartsWith("MSG", Heard.Kind(chunk), StringComparison.Ordinal);
            var (_, _, length) = SymmetricChunk.Open(chunk, Token);
            body.AddRange(chunk.AsSpan(SymmetricChunk.BodyAt, length));
            if (chunk[3] == (byte)'F')
            {
                return ServiceMessages.DecodeResponse(body.ToArray(), CodecLimits.Client);
            }
        }
    }

    public async Task CreateSessionAsync(string name = "rogue", string application = "rogue", byte[]? nonce = null)
    {
        Created = Assert.IsType<CreateSessionResponse>(await AskAsync(new CreateSessionRequest
        {
            ClientDescription = new ApplicationDescription { ApplicationUri = Plant.ClientUri, ApplicationName = new LocalizedText(application), ApplicationType = ApplicationType.Client },
            SessionName = name,
            ClientNonce = nonce ?? System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
            ClientCertificate = Token.Policy.IsNone ? null : Plant.ClientFor(Token.Policy).Der.ToArray(),
            RequestedSessionTimeout = 10_000,
        }));
        Session = Created.AuthenticationToken;
        ServerNonce = Created.ServerNonce!;
    }

    public async Task<ServiceResponse> ActivateAsync(ExtensionObject? user = null, byte[]? signature = null)
    {
        var policy = Token.Policy;
        byte[] signed = [.. Plant.ServerFor(policy).Der.Span, .. ServerNonce];
        return await AskAsync(new ActivateSessionRequest
        {
            ClientSignature = policy.IsNone ? SignatureData.None : new SignatureData(
                policy.AsymmetricSignatureUri, signature ?? AsymmetricCryptography.Sign(policy, Plant.ClientFor(policy).PrivateKey, signed)),
            UserIdentityToken = user ?? new AnonymousIdentityToken("anonymous").ToExtensionObject(),
        });
    }

    /// <summary>A channel of policy None with an activated session.</summary>
    public async Task LogInAsync()
    {
        await OpenAsync();
        await CreateSessionAsync();
        Assert.IsType<ActivateSessionResponse>(await ActivateAsync());
    }

    /// <summary>A subscription without items.</summary>
    public async Task<uint> SubscribeAsync(double interval = 50) => Assert.IsType<CreateSubscriptionResponse>(await AskAsync(new CreateSubscriptionRequest
    {
        RequestedPublishingInterval = interval,
        RequestedLifetimeCount = 1_000,
        RequestedMaxKeepAliveCount = 10,
        PublishingEnabled = true,
    })).SubscriptionId;

    /// <summary>Says no more.</summary>
    public void StopTalking() => _stream.StopTalking();

    /// <summary>Says no more and hears the rest, until the server hangs up.</summary>
    public Task<Heard> EndAsync() => _stream.EndAsync();

    /// <summary>Hears the rest, without an end of its own.</summary>
    public Task<Heard> HearRestAsync() => _stream.HearRestAsync();

    /// <summary>Breaks the connection with a reset.</summary>
    public void Reset() => Socket.Close(0);

    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
