using Google.Rpc;
using Grpc.Core;
using IndustrialGateway.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>No gateway takes what is meant for all.</summary>
public sealed class ShareTests
{
    [Fact]
    public async Task One_certificate_has_only_so_many_connections_and_another_is_served_beside_it()
    {
        await using var platform = await PlatformUnderTest.StartAsync();
        List<GatewayStream> streams = [];
        try
        {
            var served = 0;
            for (var connection = 0; connection < 2 * Listeners.MaxConnectionsPerGateway; connection++)
            {
                var stream = GatewayStream.Open(
                    platform.Ingest(platform.Authority.Gateway(platform.CertificateFolder, "greedy", "greedy")));
                streams.Add(stream);
                try
                {
                    await stream.HelloAsync(epoch: (UInt128)1, instance: 10);
                }
                catch (Exception failure) when (failure is RpcException or HttpIOException)
                {
                    // Whether the call or its first write is met by the end of the connection is chance.
                    break;
                }

                served++;
            }

            Assert.Equal(Listeners.MaxConnectionsPerGateway, served);
            using var other = await platform.OpenGatewayAsync(epoch: 1);
            await other.StoreAsync(1, Some.Sample(other.Point("press-01/pressure"), 1));
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    [Fact]
    public async Task A_gateway_that_makes_up_epochs_is_refused_in_words()
    {
        await using var platform = await PlatformUnderTest.StartAsync(
            services => services.AddSingleton(new IngestLimits { EpochsPerHour = 3 }));
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            using var stream = await platform.OpenGatewayAsync((UInt128)epoch);
            await stream.CompleteAsync();
        }

        var refusal = await Assert.ThrowsAsync<RpcException>(() => platform.OpenGatewayAsync(epoch: 4));

        Assert.Equal("TOO_MANY_EPOCHS", refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        using var known = await platform.OpenGatewayAsync(epoch: 3);
    }

    [Fact]
    public async Task A_gateway_that_sends_too_fast_is_held_back_and_loses_nothing()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        // The test's clock runs ahead of the wire: nothing else may depend on it.
        var limits = new IngestLimits { BytesPerSecond = 2, ProbeInterval = TimeSpan.FromHours(1), MessageWithin = TimeSpan.FromHours(1) };
        await using var platform = await PlatformUnderTest.StartAsync(services => services
            .AddSingleton(limits)
            .AddSingleton<TimeProvider>(time));
        using var gateway = await platform.OpenGatewayAsync(epoch: 1);
        using var other = platform.Http(withKey: true);
        var point = gateway.Point("press-01/pressure");
        var began = time.GetTimestamp();

        var storing = StoreAsync();
        while (!storing.IsCompleted)
        {
            // A call that the platform answers gives it time to read what the moment allows.
            using var answer = await other.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await storing;
        Assert.InRange(time.GetElapsedTime(began), TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));

        async Task StoreAsync()
        {
            await gateway.StoreAsync(1, Some.Sample(point, 1, 1));
            await gateway.StoreAsync(2, Some.Sample(point, 2, 2));
        }
    }
}
