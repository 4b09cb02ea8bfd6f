using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>A change of trust counts for channels that are open already, within a minute (reliability case F10).</summary>
public sealed class LiveTrustTests
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task A_server_that_is_no_longer_trusted_loses_its_channel()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = new ChannelPair(time).Start();
        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt));

        Forget(pair.ClientTrust);
        time.Advance(TrustWatch.Interval);

        var reason = await channel.Ended.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(StatusCode.BadCertificateUntrusted, reason.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_client_that_is_no_longer_trusted_is_hung_up_on()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = new ChannelPair(time).Start();
        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign));

        Forget(pair.ServerTrust);
        time.Advance(TrustWatch.Interval);

        var reason = await channel.Ended.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(StatusCode.BadConnectionClosed, reason.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_channel_whose_peers_are_trusted_goes_on()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = new ChannelPair(time).Start();
        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign));

        time.Advance(TrustWatch.Interval);
        time.Advance(TrustWatch.Interval);

        var answer = ChannelPair.AskAsync(channel, 3).WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, await answer);
    }

    private static void Forget(TrustFolder trust)
    {
        foreach (var file in Directory.GetFiles(trust.TrustedPath))
        {
            File.Delete(file);
        }
    }
}
