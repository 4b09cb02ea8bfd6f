using Grpc.Core;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Cli.Connection;

/// <summary>An address where somebody takes the connection and then says nothing.</summary>
public sealed class NoAnswerTests : IAsyncDisposable
{
    private readonly TcpProxy _wire = new();

    public NoAnswerTests() => _wire.Cut();

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    [Fact]
    public async Task It_is_told_with_the_address_by_a_call_and_by_a_stream()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var client = Client(TimeSpan.FromMilliseconds(100));

        var call = await Assert.ThrowsAsync<IndustrialGatewayException>(() => client.GetPointAsync("gateways/a/points/b", cancelled));
        var stream = await Assert.ThrowsAsync<IndustrialGatewayException>(
            async () => await client.SubscribeAsync(new SubscriptionOptions { Points = ["gateways/a/points/b"] }, cancelled).FirstAsync(cancelled));

        Assert.All([call, stream], refusal =>
        {
            Assert.Equal(StatusCode.Unavailable, refusal.Code);
            Assert.Equal($"127.0.0.1:{_wire.Port} does not answer within 0.1 s.", refusal.Message);
        });
    }

    [Fact]
    public async Task Who_cancels_hears_of_that_and_of_no_failure()
    {
        using var client = Client(TimeSpan.FromHours(1));
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var calling = client.GetPointAsync("gateways/a/points/b", impatient.Token);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
    }

    private IndustrialGatewayClient Client(TimeSpan connectTimeout) => new(new IndustrialGatewayClientOptions
    {
        Address = new Uri($"https://127.0.0.1:{_wire.Port}"),
        ApiKey = "ig_none",
        ConnectTimeout = connectTimeout,
    });
}
