using System.Net;
using Google.Protobuf;
using Grpc.Core;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>Gateways that send almost nothing, almost for ever, while an honest one works.</summary>
public sealed class SlowStreamTests : IAsyncLifetime
{
    private const int Rounds = 60;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() =>
        _platform = await PlatformUnderTest.StartAsync(services => services.AddSingleton<TimeProvider>(_time));

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Five_hundred_streams_of_a_byte_a_second_end_while_an_honest_gateway_is_served()
    {
        using var honest = await _platform.OpenGatewayAsync(epoch: 1);
        using var client = SlowClient();
        TrickleContent[] bodies = [.. Enumerable.Range(0, 500).Select(_ => new TrickleContent())];
        var ended = Task.WhenAll(bodies.Select(body => StatusAsync(client, body)));

        var round = 0;
        for (; round < Rounds && !ended.IsCompleted; round++)
        {
            // A message of 100 bytes is announced, and begins.
            foreach (var body in bodies)
            {
                body.Send(round switch { < 4 => 0, 4 => 100, _ => 1 });
            }

            await honest.StoreAsync(round + 1, Some.Sample(honest.Point("press-01/pressure"), round, round));
            _time.Advance(Second);
        }

        Assert.InRange(round, 1, Rounds - 1);
        Assert.All(await ended, status => Assert.Equal(StatusCode.Unavailable, status));
    }

    [Fact]
    public async Task A_stream_that_is_welcome_ends_at_its_first_message_that_trickles()
    {
        using var honest = await _platform.OpenGatewayAsync(epoch: 1);
        using var client = SlowClient();
        using var body = new TrickleContent();
        var ended = StatusAsync(client, body);
        body.Send(Frame(new ExchangeRequest { Hello = new Hello { Epoch = GatewayStream.Bytes(2) } }));

        var round = 0;
        for (; round < Rounds && !ended.IsCompleted; round++)
        {
            // A message of 100 bytes is announced, and begins.
            body.Send(round == 0 ? [0, 0, 0, 0, 100] : [1]);
            await honest.StoreAsync(round + 1, Some.Sample(honest.Point("press-01/pressure"), round, round));
            _time.Advance(Second);
        }

        Assert.InRange(round, 10, Rounds - 1);
        Assert.Equal(StatusCode.ResourceExhausted, await ended);
    }

    private static byte[] Frame(ExchangeRequest message)
    {
        var bytes = message.ToByteArray();
        return [0, 0, 0, 0, (byte)bytes.Length, .. bytes];
    }

    private static async Task<StatusCode> StatusAsync(HttpClient client, TrickleContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/industrial.gateway.v1.IngestService/Exchange")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.TE.ParseAdd("trailers");
        using var response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await response.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        var status = response.Headers.TryGetValues("grpc-status", out var early)
            ? early
            : response.TrailingHeaders.GetValues("grpc-status");
        return (StatusCode)int.Parse(status.Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private HttpClient SlowClient() => _platform.IngestHttp(_platform.Authority.Gateway(_platform.CertificateFolder, "slow", "slow"));
}
