using Grpc.Core;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.History;

/// <summary>Reading raw samples a page at a time.</summary>
public sealed class ListSamplesTests : IAsyncLifetime
{
    private const int Count = 25;

    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.
    private TelemetryService.TelemetryServiceClient _client = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync()
    {
        _platform = await PlatformUnderTest.StartAsync();
        _client = new TelemetryService.TelemetryServiceClient(_platform.Api());
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/count");

        // Three samples to an instant: pages must be able to end between them.
        await gateway.StoreAsync(1, [.. Enumerable.Range(0, Count).Select(i => Some.Sample(point, i, i / 3))]);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(7, false)]
    [InlineData(25, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(50_000, true)]
    public async Task Pages_of_any_size_bring_every_sample_once_in_order(int pageSize, bool descending)
    {
        var request = new ListSamplesRequest { Point = Some.Name("press-01/count"), PageSize = pageSize, Descending = descending };
        List<double> values = [];
        do
        {
            var page = await _client.ListSamplesAsync(request);
            values.AddRange(page.Samples.Select(sample => sample.Value.Double));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var expected = Enumerable.Range(0, Count).Select(i => (double)i);
        Assert.Equal(descending ? expected.Reverse() : expected, values);
    }

    [Fact]
    public async Task A_range_is_half_open_and_its_bound_is_the_sample_in_force_at_its_start()
    {
        var request = new ListSamplesRequest
        {
            Point = Some.Name("press-01/count"),
            StartTime = At(2),
            EndTime = At(3),
            IncludeBounds = true,
        };

        var page = await _client.ListSamplesAsync(request);

        Assert.Equal([5, 6, 7, 8], page.Samples.Select(sample => sample.Value.Double));
    }

    [Fact]
    public async Task A_token_of_another_question_is_refused()
    {
        var request = new ListSamplesRequest { Point = Some.Name("press-01/count"), PageSize = 1 };
        request.PageToken = (await _client.ListSamplesAsync(request)).NextPageToken;
        request.Descending = true;

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _client.ListSamplesAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("🦄")]
    public async Task A_token_that_is_none_is_refused(string token)
    {
        var request = new ListSamplesRequest { Point = Some.Name("press-01/count"), PageToken = token };

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _client.ListSamplesAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
    }

    [Fact]
    public async Task The_same_is_had_as_json_with_64_bit_numbers_as_text()
    {
        using var http = _platform.Http(withKey: true);

        var json = await http.GetStringAsync(
            $"/v1/{Some.Name("press-01/count")}:samples?pageSize=2", TestContext.Current.CancellationToken);

        Assert.Contains("\"nextPageToken\"", json, StringComparison.Ordinal);
        Assert.Contains("\"double\":1", json.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp At(int second) =>
        WireTime.ToTimestamp(Some.Start + (second * TimeSpan.TicksPerSecond));
}
