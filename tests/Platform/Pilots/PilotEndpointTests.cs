using IndustrialGateway.Model;
using IndustrialGateway.Platform.Pilots;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform.Tests.Pilots;

public sealed class PilotEndpointTests : IAsyncLifetime
{
    private const string Gateway = "gateways/" + PlatformUnderTest.Gateway;
    private const string Press = Gateway + "/equipment/press-01";
    private const uint Bad = 0x80310000;

    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Before_any_data_the_share_of_machines_is_unknown_and_not_zero()
    {
        var pilots = await Client().ListPilotsAsync(new ListPilotsRequest());

        var retrofit = pilots.Pilots.Single(pilot => pilot.Kind == PilotKind.EnterpriseRetrofit);
        Assert.False(retrofit.HasValue);
        Assert.False(retrofit.HasTarget);
        Assert.Equal(ValueOrigin.Measured, retrofit.Origin);
        Assert.Equal(["en", "zh-CN"], retrofit.Titles.Keys.Order());
    }

    [Fact]
    public async Task A_due_day_is_told_as_an_instant_of_that_day_in_Shanghai()
    {
        await using var platform = await PlatformUnderTest.StartAsync(services => services.AddSingleton(
            Targets.None with { Retrofit = new PilotTarget(0.9, new DateOnly(2026, 12, 31)) }));

        var pilots = await new PilotService.PilotServiceClient(platform.Api()).ListPilotsAsync(new ListPilotsRequest());

        var due = pilots.Pilots.Single(pilot => pilot.Kind == PilotKind.EnterpriseRetrofit).DueTime.ToDateTimeOffset();
        Assert.Equal(new DateOnly(2026, 12, 31), DateOnly.FromDateTime(due.ToOffset(TimeSpan.FromHours(8)).DateTime));
    }

    [Fact]
    public async Task A_machine_with_Good_data_is_connected()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");

        await gateway.StoreAsync(1, Now(point, 20.5));

        var retrofit = (await Client().ListPilotsAsync(new ListPilotsRequest())).Pilots
            .Single(pilot => pilot.Kind == PilotKind.EnterpriseRetrofit);
        Assert.Equal((1, 1u, 1u), (retrofit.Value, (uint)retrofit.Numerator, (uint)retrofit.Denominator));
    }

    [Fact]
    public async Task A_machine_whose_good_values_do_not_change_is_connected_while_its_gateway_says_that_it_is()
    {
        using (var before = await _platform.OpenGatewayAsync(1))
        {
            await before.StoreAsync(1, Now(before.Point("press-01/temperature"), 20.5), Now(before.Point("oven-01/temperature"), 1, Bad));
        }

        await _platform.RestartAsync();
        using var gateway = await _platform.OpenGatewayAsync(1);
        await gateway.TellAsync(new SourceState { Source = "line", Connected = true, Equipment = { "press-01", "oven-01" } });
        _platform.Services.GetServices<IHostedService>().OfType<AvailabilityClock>().Single().Observe();

        var values = await QueryAsync(Period.Minute, Press, Gateway, Gateway + "/equipment/oven-01");
        Assert.Equal(1, values[(Press, "indicators/connected")].Value);
        Assert.Equal(1, values[(Gateway, "indicators/connected")].Value);
        Assert.Equal(0, values[(Gateway + "/equipment/oven-01", "indicators/connected")].Value);
    }

    [Fact]
    public void Of_a_machine_that_had_nothing_to_tell_nothing_is_missing()
    {
        var held = new Figures { [Count.HeldSeconds] = 60, [Count.ObservedSeconds] = 60, [Count.UpSeconds] = 60 };
        var lost = new Figures { [Count.HeldSeconds] = 60, [Count.Lost] = 1 };

        Assert.Equal(1, Completeness(held));
        Assert.Equal(0, Completeness(lost));
        Assert.Null(Completeness(new Figures()));

        static double? Completeness(Figures figures) => Indicators.Completeness.Compute(new Evidence(figures, default, 1, null));
    }

    [Fact]
    public async Task The_figures_of_a_machine_are_those_of_its_own_samples()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var press = gateway.Point("press-01/temperature");
        var oven = gateway.Point("oven-01/temperature");

        await gateway.StoreAsync(1, Now(press, 1), Now(oven, 1), Now(oven, 2, Bad), Now(oven, 3));

        var values = await QueryAsync(Period.Day, Press, Gateway);
        Assert.Equal(1, values[(Press, "indicators/completeness")].Value);
        Assert.Equal(1, values[(Press, "indicators/timeliness")].Value);
        Assert.True(values[(Press, "indicators/latency-p99")].Value is > 0 and < 60);
        Assert.True(values[(Gateway, "indicators/completeness")].Provisional);
        Assert.All(values.Values, value => Assert.Equal(ValueOrigin.Measured, value.Origin));
        Assert.All(values.Values, value => Assert.Equal(TimeSpan.FromDays(1), value.PeriodEnd.ToDateTime() - value.PeriodStart.ToDateTime()));
    }

    [Fact]
    public async Task What_a_gateway_measures_itself_counts_in_no_figure_and_makes_nothing_connected()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var press = gateway.Point("press-01/temperature");
        var own = gateway.OwnPoint("_gateway/clock/lead");
        var bad = Now(press, 1, Bad);

        await gateway.StoreAsync(1, bad, Now(own, 0.001), Now(own, 0.002));

        var minute = Window.MinuteOf(UaTime.ToDateTimeOffset(bad.ReceivedTicks));
        var counted = _platform.Services.GetRequiredService<FigureBook>().Read(Window.Of(Period.Day, minute), Gateway);
        Assert.Equal((1, 0), (counted[Count.Stored], counted[Count.Good]));
    }

    [Fact]
    public async Task A_restart_keeps_the_figures_and_a_record_sent_again_counts_once()
    {
        var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");
        var record = gateway.Record(Now(point, 1), Now(point, 2));
        await gateway.DeclareAsync();
        await gateway.SendAsync(1, record);
        await gateway.WaitStoredAsync(2);
        gateway.Dispose();
        var before = await QueryAsync(Period.Day, Press);

        await _platform.RestartAsync();
        using var again = await _platform.OpenGatewayAsync(1);
        await again.SendAsync(1, record);
        await again.WaitStoredAsync(2);

        var after = await QueryAsync(Period.Day, Press);
        Assert.Equal(
            before[(Press, "indicators/latency-p99")].Value, after[(Press, "indicators/latency-p99")].Value);
    }

    [Fact]
    public async Task A_gap_lowers_completeness_by_what_it_lost()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");
        await gateway.StoreAsync(1, Now(point, 1), Now(point, 2), Now(point, 3));

        var now = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        await gateway.SendAsync(SkipOf(
            2, new GapReport { From = now, To = now, SampleCount = 1, Reason = V1.GapReason.BufferFull, Equipment = "press-01" }));
        await gateway.WaitStoredAsync(3);

        var values = await QueryAsync(Period.Day, Press, Gateway);
        Assert.Equal(0.75, values[(Press, "indicators/completeness")].Value);
        Assert.Equal(0.75, values[(Gateway, "indicators/completeness")].Value);
    }

    [Fact]
    public async Task A_loss_that_cannot_be_laid_at_one_machines_door_makes_its_completeness_unknown()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");
        var other = gateway.Point("press-02/temperature");
        await gateway.StoreAsync(1, Now(point, 1), Now(point, 2), Now(other, 3));

        await gateway.SendAsync(SkipOf(2, new GapReport { SampleCount = 1, Reason = V1.GapReason.BufferFull }));
        await gateway.WaitStoredAsync(3);

        var values = await QueryAsync(Period.Day, Press, Gateway);
        Assert.False(values[(Press, "indicators/completeness")].HasValue);
        Assert.Equal(0.75, values[(Gateway, "indicators/completeness")].Value);
    }

    [Fact]
    public async Task A_loss_of_points_lowers_the_completeness_of_their_machine()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");
        await gateway.StoreAsync(1, Now(point, 1), Now(point, 2), Now(point, 3));

        await gateway.SendAsync(SkipOf(2, new GapReport { Points = { 1 }, SampleCount = 1, Reason = V1.GapReason.SourceOverflow }));
        await gateway.WaitStoredAsync(3);

        Assert.Equal(0.75, (await QueryAsync(Period.Day, Press))[(Press, "indicators/completeness")].Value);
    }

    [Fact]
    public async Task What_a_key_calls_is_counted()
    {
        await Client().ListPilotsAsync(new ListPilotsRequest());

        var pilots = await Client().ListPilotsAsync(new ListPilotsRequest());
        var values = (await Client().QueryIndicatorValuesAsync(new QueryIndicatorValuesRequest { Period = Period.Day })).Values;

        Assert.Equal(1, pilots.Pilots.Single(pilot => pilot.Kind == PilotKind.IndustrialApp).Value);
        var calls = Assert.Single(values, value => value.Indicator == "indicators/calls");
        Assert.Equal(3, calls.Value);
        Assert.Equal(1, Assert.Single(values, value => value.Indicator == "indicators/active-keys").Value);
        Assert.Equal("indicators/active-keys", pilots.Pilots.Single(pilot => pilot.Kind == PilotKind.IndustrialApp).Indicator);
    }

    [Fact]
    public async Task A_question_that_makes_no_sense_is_refused_with_the_field()
    {
        var refusal = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await Client().QueryIndicatorValuesAsync(
            new QueryIndicatorValuesRequest { Period = Period.Day, Indicators = { "indicators/happiness" } }));

        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("happiness", refusal.Status.Detail, StringComparison.Ordinal);
    }

    private static ExchangeRequest SkipOf(ulong sequence, GapReport gap) => new()
    {
        Skip = new Skip { Log = Log.Process, FirstSequence = sequence, Count = 1, Gap = gap },
    };

    private PilotService.PilotServiceClient Client() => new(_platform.Api());

    [Theory]
    [InlineData(3652)]
    [InlineData(-3652)]
    public async Task A_gateway_whose_clock_is_ten_years_off_counts_in_the_minute_of_arrival_and_in_no_other(int days)
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");
        var off = Now(point, 20.5);
        var now = off.ReceivedTicks;

        await gateway.StoreAsync(1, off with { ReceivedTicks = now + (days * TimeSpan.TicksPerDay), SourceTicks = now + (days * TimeSpan.TicksPerDay) });

        var first = _platform.Services.GetRequiredService<FigureBook>().FirstMinute(Press);
        Assert.InRange(first!.Value, MinuteOf(now), MinuteOf(now) + 5);

        static int MinuteOf(long ticks) => Window.MinuteOf(UaTime.ToDateTimeOffset(ticks));
    }

    [Fact]
    public async Task A_gap_of_unknown_size_makes_completeness_unknown_until_it_is_filled()
    {
        using var gateway = await _platform.OpenGatewayAsync(1);
        var point = gateway.Point("press-01/temperature");
        await gateway.StoreAsync(1, Now(point, 1));
        var now = UaTime.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var gap = new Model.Gap([1], now - 10_000_000, now, SampleCount: 0, Model.GapReason.SourceLost, Equipment: "") { Id = 5 };

        await gateway.SendAsync(2, GatewayStream.Record(gap));
        await gateway.WaitStoredAsync(3);
        var before = (await QueryAsync(Period.Day, Press))[(Press, "indicators/completeness")];
        await gateway.SendAsync(3, gateway.Record(Now(point, 2) with { IsFilled = true }), GatewayStream.Record(gap with { FilledTicks = now, FilledCount = 1 }));
        await gateway.WaitStoredAsync(5);

        var after = await QueryAsync(Period.Day, Press, Gateway);
        Assert.False(before.HasValue);
        Assert.Equal((1, 1), (after[(Press, "indicators/completeness")].Value, after[(Gateway, "indicators/completeness")].Value));
    }

    private async Task<Dictionary<(string Subject, string Indicator), IndicatorValue>> QueryAsync(Period period, params string[] subjects) =>
        (await Client().QueryIndicatorValuesAsync(new QueryIndicatorValuesRequest { Period = period, Subjects = { subjects } }))
            .Values.ToDictionary(value => (value.Subject, value.Indicator));

    private static Sample Now(int point, double value, uint status = 0)
    {
        var now = UaTime.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        return new Sample(point, Value.Of(value), status, now, now);
    }
}
