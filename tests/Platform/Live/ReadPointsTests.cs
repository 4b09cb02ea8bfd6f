using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Live;

/// <summary>Reading the current values of points by name.</summary>
public sealed class ReadPointsTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.
    private TelemetryService.TelemetryServiceClient _client = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync()
    {
        _platform = await PlatformUnderTest.StartAsync();
        _client = new TelemetryService.TelemetryServiceClient(_platform.Api());
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        await gateway.StoreAsync(1, Some.Sample(gateway.Point("press-01/pressure"), 5));
        gateway.Registry.Resolve(gateway.Point("press-01/silent"), Model.Value.Of(1));
        await gateway.DeclareAsync();
        await gateway.CompleteAsync();
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task One_bad_name_costs_that_name_and_order_is_kept()
    {
        var response = await _client.ReadPointsAsync(new ReadPointsRequest
        {
            Points = { "nonsense", Some.Name("press-01/pressure"), Some.Name("press-01/unknown"), Some.Name("press-01/silent") },
        });

        Assert.Equal((int)StatusCode.NotFound, response.Readings[0].Error.Code);
        Assert.Equal(5, response.Readings[1].Sample.Value.Double);
        Assert.Equal((int)StatusCode.NotFound, response.Readings[2].Error.Code);
        Assert.Equal(0x80320000u, response.Readings[3].Sample.StatusCode);
    }

    [Fact]
    public async Task A_value_older_than_asked_for_is_marked_as_the_last_usable()
    {
        var response = await _client.ReadPointsAsync(new ReadPointsRequest
        {
            Points = { Some.Name("press-01/pressure") },
            MaxAge = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
        });

        Assert.Equal(0x40900000u, response.Readings[0].Sample.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task No_points_or_more_than_a_thousand_are_refused(int count)
    {
        var request = new ReadPointsRequest();
        request.Points.AddRange(Enumerable.Repeat(Some.Name("press-01/pressure"), count));

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await _client.ReadPointsAsync(request));

        var violation = refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Single();
        Assert.Equal("points", violation.Field);
    }
}
