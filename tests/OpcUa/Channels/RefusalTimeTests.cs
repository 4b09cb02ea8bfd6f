using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>When a channel that is not opened is told so: at a fixed time, that tells nothing of what was wrong (CVE-2024-42512).</summary>
public sealed class RefusalTimeTests
{
    private const int Patience = 60_000;
    private static readonly TimeSpan Period = new ServerChannelOptions().RefusalPeriod;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly SecurityPolicy Policy = SecurityPolicy.Basic256Sha256;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LogSignal<ChannelPair> _held = new("waits for its time");

    [Theory(Timeout = Patience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_opening_is_answered_at_its_time_whether_it_could_be_decrypted_or_not(bool decryptable)
    {
        await using var pair = new ChannelPair(_time) { Log = _held }.Start();
        using var socket = await SayAsync(pair, Open(pair, decryptable));
        await _held.NextAsync(TestContext.Current.CancellationToken);

        await ServeAnotherAsync(pair);
        var atOnce = socket.Available;
        _time.Advance(Period - Moment);
        await ServeAnotherAsync(pair);
        var before = socket.Available;
        _time.Advance(Moment);

        Assert.Equal((0, 0), (atOnce, before));
        Assert.Equal(StatusCode.BadSecurityChecksFailed, Wire.ErrorIn(await Wire.HearAsync(socket)));
    }

    [Fact]
    public async Task Both_refusals_are_the_same_bytes()
    {
        await using var pair = new ChannelPair().Start();

        using var undecryptable = await SayAsync(pair, Open(pair, decryptable: false));
        using var wrong = await SayAsync(pair, Open(pair, decryptable: true));

        Assert.Equal(await Wire.HearAsync(undecryptable), await Wire.HearAsync(wrong));
    }

    [Fact(Timeout = Patience)]
    public async Task A_listener_that_stops_waits_for_no_refusal()
    {
        await using var pair = new ChannelPair(_time) { Log = _held }.Start();
        using var socket = await SayAsync(pair, Open(pair, decryptable: false));
        await _held.NextAsync(TestContext.Current.CancellationToken);

        await pair.StopAsync();

        Assert.Null(Wire.ErrorIn(await Wire.HearAsync(socket)));
    }

    [Fact]
    public void A_refusal_goes_out_at_whole_multiples_only()
    {
        using var clock = new RefusalClock(Period, _time);
        _time.Advance(Period + Moment);

        var next = clock.NextAsync();
        _time.Advance(Period - Moment - Moment);
        var before = next.IsCompleted;
        _time.Advance(Moment);

        Assert.Equal((false, true), (before, next.IsCompletedSuccessfully));
    }

    [Fact]
    public void Without_a_period_a_refusal_goes_out_at_once()
    {
        using var clock = new RefusalClock(TimeSpan.Zero, _time);

        Assert.True(clock.NextAsync().IsCompletedSuccessfully);
    }

    // What an honest client would send up to the encrypted part, and then as many bytes that are not it.
    private static byte[] Open(ChannelPair pair, bool decryptable)
    {
        using var server = TrustFolder.PublicKey(pair.Server.Der.Span, Policy);
        var open = AsymmetricChunk.Seal(Policy, pair.Client, server, pair.Server.Der.Span, 0, 1, 1, new byte[100]);
        var secret = open.AsSpan(AsymmetricHeader.Read(open).Length);
        if (decryptable)
        {
            var blocks = secret.Length / AsymmetricCryptography.CipherBlockLength(server);
            var plain = RandomNumberGenerator.GetBytes(blocks * AsymmetricCryptography.PlainBlockLength(Policy, server));
            AsymmetricCryptography.Encrypt(Policy, server, plain).CopyTo(secret);
        }
        else
        {
            RandomNumberGenerator.Fill(secret);
        }

        return open;
    }

    private static async Task<Socket> SayAsync(ChannelPair pair, byte[] open)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, pair.Url.Port), TestContext.Current.CancellationToken);
        await socket.SendAsync(Wire.Hello(), TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[8_192], TestContext.Current.CancellationToken); // the acknowledge
        await socket.SendAsync(open, TestContext.Current.CancellationToken);
        return socket;
    }

    // There and back more than once: what had been sent before would have come.
    private static async Task ServeAnotherAsync(ChannelPair pair)
    {
        await using var another = await pair.OpenAsync();
        Assert.Equal(3, await ChannelPair.AskAsync(another, 3));
    }
}
