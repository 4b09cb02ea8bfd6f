using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Channels;

public sealed class ChannelTests
{
    public static TheoryData<string, MessageSecurityMode> Securities => new()
    {
        { "None", MessageSecurityMode.None },
        { "Basic256Sha256", MessageSecurityMode.Sign },
        { "Basic256Sha256", MessageSecurityMode.SignAndEncrypt },
        { "Aes128_Sha256_RsaOaep", MessageSecurityMode.Sign },
        { "Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.Sign },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt },
        { "ECC_nistP256", MessageSecurityMode.Sign },
        { "ECC_nistP256", MessageSecurityMode.SignAndEncrypt },
        { "ECC_nistP384", MessageSecurityMode.Sign },
        { "ECC_nistP384", MessageSecurityMode.SignAndEncrypt },
    };

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task Requests_of_one_chunk_and_of_many_are_answered_whatever_the_security(string policy, MessageSecurityMode mode)
    {
        await using var pair = new ChannelPair().Start();

        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Find(policy), mode));

        Assert.Equal(1, await ChannelPair.AskAsync(channel, 1));
        Assert.Equal(9_999, await ChannelPair.AskAsync(channel, 9_999)); // some 180 kB: three chunks
    }

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task The_token_is_renewed_while_requests_are_in_flight(string policy, MessageSecurityMode mode)
    {
        var time = new WatchedTime(TimeSpan.FromMinutes(45)); // three quarters of the hour that the server grants
        await using var pair = new ChannelPair(time).Start();
        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Find(policy), mode));
        var first = channel.TokenId;

        for (var renewals = 0; renewals < 5; renewals++)
        {
            await time.WaitedForAsync();
            var before = channel.TokenId;
            time.Advance(TimeSpan.FromMinutes(45));
            do
            {
                await Task.WhenAll(Enumerable.Range(1, 20).Select(nodes => ChannelPair.AskAsync(channel, nodes * 10)));
            }
            while (channel.TokenId == before);
        }

        Assert.Equal(first + 5, channel.TokenId);
        Assert.Equal(7, await ChannelPair.AskAsync(channel, 7));
    }

    [Fact]
    public async Task Many_requests_at_once_each_get_their_own_answer()
    {
        await using var pair = new ChannelPair().Start();
        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt));

        var answers = await Task.WhenAll(Enumerable.Range(1, 500).Select(nodes => ChannelPair.AskAsync(channel, nodes)));

        Assert.Equal(Enumerable.Range(1, 500), answers);
    }

    [Fact]
    public async Task A_fault_fails_its_request_and_the_channel_goes_on()
    {
        await using var pair = new ChannelPair().Start();
        await using var channel = await pair.OpenAsync();

        var fault = await Assert.ThrowsAsync<UaException>(
            async () => await channel.SendAsync<BrowseResponse>(new BrowseRequest(), TimeSpan.FromSeconds(30), default));

        Assert.Equal(StatusCode.BadServiceUnsupported, fault.Status);
        Assert.Equal(2, await ChannelPair.AskAsync(channel, 2));
    }

    [Fact]
    public async Task A_request_above_the_servers_limit_is_refused_before_a_byte_of_it_is_sent()
    {
        await using var pair = new ChannelPair { Listener = new() { Limits = new() { MaxMessageSize = 100_000 } } }.Start();
        await using var channel = await pair.OpenAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => ChannelPair.AskAsync(channel, 9_999));

        Assert.Equal(StatusCode.BadRequestTooLarge, refusal.Status);
        Assert.Equal(2, await ChannelPair.AskAsync(channel, 2));
    }

    [Fact]
    public async Task An_answer_above_the_clients_limit_becomes_a_fault()
    {
        await using var pair = new ChannelPair { Limits = new() { Transport = new() { MaxMessageSize = 8_192 } } }.Start();
        await using var channel = await pair.OpenAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => ChannelPair.AskAsync(channel, 5_000));

        Assert.Equal(StatusCode.BadResponseTooLarge, refusal.Status);
        Assert.Equal(2, await ChannelPair.AskAsync(channel, 2));
    }

    [Fact]
    public async Task When_the_server_stops_those_who_wait_are_told_and_so_is_the_owner()
    {
        await using var pair = new ChannelPair { AnswersNothing = true }.Start();
        await using var channel = await pair.OpenAsync();
        var waiting = ChannelPair.AskAsync(channel, 1);

        await pair.StopAsync();

        Assert.True((await Assert.ThrowsAsync<UaException>(() => waiting)).Status.IsBad);
        Assert.True((await channel.Ended).Status.IsBad);
        await Assert.ThrowsAsync<UaException>(() => ChannelPair.AskAsync(channel, 1));
    }

    [Fact]
    public async Task A_request_without_an_answer_times_out_alone()
    {
        var time = new FakeTimeProvider();
        await using var pair = new ChannelPair(time) { AnswersNothing = true }.Start();
        await using var channel = await pair.OpenAsync();

        var request = channel.SendAsync<ReadResponse>(new ReadRequest(), TimeSpan.FromSeconds(5), default).AsTask();
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(StatusCode.BadTimeout, (await Assert.ThrowsAsync<UaException>(() => request)).Status);
        Assert.False(channel.Ended.IsCompleted);
    }

    [Fact]
    public async Task No_more_requests_wait_than_may()
    {
        await using var pair = new ChannelPair { AnswersNothing = true, Limits = new() { MaxPendingRequests = 2 } }.Start();
        await using var channel = await pair.OpenAsync();
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 2).Select(_ => SendAsync(stop.Token)).ToArray();

        var refusal = await Assert.ThrowsAsync<UaException>(() => SendAsync(default));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        Assert.Equal(StatusCode.BadTooManyOperations, refusal.Status);
        Task SendAsync(CancellationToken token) => channel.SendAsync<ReadResponse>(new ReadRequest(), TimeSpan.FromHours(1), token).AsTask();
    }

    [Fact]
    public async Task A_channel_that_is_not_renewed_is_closed_by_the_server()
    {
        var time = new FakeTimeProvider();
        await using var pair = new ChannelPair(time).Start();
        var heard = Wire.SayAsync(pair.Url, [.. Wire.Hello(), .. Wire.Open(lifetime: 60_000)]);
        await using var other = await pair.OpenAsync(); // by now the first is open, or still within its 10 s

        for (var i = 0; i < 90; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await heard;
        Assert.Equal(1, await ChannelPair.AskAsync(other, 1));
    }
}
