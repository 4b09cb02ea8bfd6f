using IndustrialGateway.Historian;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform;

/// <summary>Clocks that are wrong or set, of machine, gateway and platform: nothing is lost, no order changes, nothing stays current for years.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3652);

    private readonly SteppedTime _time = new();
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync(Configure);

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task A_value_from_far_ahead_is_current_neither_after_the_next_nor_after_a_restart()
    {
        using (var gateway = await _platform.OpenGatewayAsync(epoch: 1))
        {
            var point = gateway.Point("press-01/pressure");
            await gateway.StoreAsync(1, At(point, 1, seconds: 1, source: TenYears));
            await gateway.StoreAsync(2, At(point, 2, seconds: 2));
            Assert.Equal(2, await CurrentAsync());
        }

        await _platform.RestartAsync(Configure);

        Assert.Equal(2, await CurrentAsync());
    }

    [Fact]
    public async Task A_machine_whose_clock_is_always_ahead_has_its_newest_value_after_a_restart()
    {
        using (var gateway = await _platform.OpenGatewayAsync(epoch: 1))
        {
            var point = gateway.Point("press-01/pressure");
            await gateway.StoreAsync(1, At(point, 1, seconds: 1));
            await gateway.StoreAsync(2, At(point, 2, seconds: 2, source: TenYears));
            await gateway.StoreAsync(3, At(point, 3, seconds: 3, source: TenYears));
        }

        await _platform.RestartAsync(Configure);

        Assert.Equal(3, await CurrentAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Steps_of_ten_years_of_the_platforms_clock_lose_nothing_and_change_no_order(int sign)
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");
        await gateway.StoreAsync(1, At(point, 1, seconds: 1));

        _time.Step = sign * TenYears;
        await gateway.StoreAsync(2, At(point, 2, seconds: 2));
        _time.Step = TimeSpan.Zero;
        await gateway.StoreAsync(3, At(point, 3, seconds: 3));

        Assert.Equal([1, 2, 3], await HistoryAsync());
        Assert.Equal(3, await CurrentAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Steps_of_ten_years_of_the_gateways_clock_lose_nothing_and_change_no_order(int sign)
    {
        using (var gateway = await _platform.OpenGatewayAsync(epoch: 1))
        {
            var point = gateway.Point("press-01/pressure");
            await gateway.StoreAsync(1, At(point, 1, seconds: 1));
            await gateway.StoreAsync(2, At(point, 2, seconds: 2, received: sign * TenYears));
            await gateway.StoreAsync(3, At(point, 3, seconds: 2));

            Assert.Equal([1, 2, 3], await HistoryAsync());
            Assert.Equal(3, await CurrentAsync());
        }

        await _platform.RestartAsync(Configure);

        Assert.Equal(3, await CurrentAsync());
    }

    private static Sample At(int point, double value, double seconds, TimeSpan source = default, TimeSpan received = default)
    {
        var sample = Some.Sample(point, value, seconds);
        return sample with
        {
            SourceTicks = sample.SourceTicks + source.Ticks,
            ReceivedTicks = sample.ReceivedTicks + received.Ticks,
        };
    }

    private void Configure(IServiceCollection services) => services.AddSingleton<TimeProvider>(_time);

    private async Task<double> CurrentAsync() =>
        (await new TelemetryService.TelemetryServiceClient(_platform.Api())
            .ReadPointsAsync(new ReadPointsRequest { Points = { Some.Name("press-01/pressure") } })).Readings.Single().Sample.Value.Double;

    private async Task<IEnumerable<double>> HistoryAsync()
    {
        var historian = _platform.Services.GetRequiredService<IHistorian>();
        var page = await historian.ReadAsync(
            new HistoryQuery { Point = historian.Points.Single() }, TestContext.Current.CancellationToken);
        return page.Samples.Select(sample => sample.Value.AsDouble());
    }
}
