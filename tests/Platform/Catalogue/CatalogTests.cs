using Grpc.Core;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>What apps find out about what there is.</summary>
public sealed class CatalogTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.
    private CatalogService.CatalogServiceClient _client = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync()
    {
        _platform = await PlatformUnderTest.StartAsync();
        _client = new CatalogService.CatalogServiceClient(_platform.Api());
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_points_are_declared_and_listed_page_by_page()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        Declare(gateway, 10_000);
        await gateway.DeclareAsync();
        await gateway.CompleteAsync();

        List<string> names = [];
        var request = new ListPointsRequest { PageSize = 999 };
        do
        {
            var page = await _client.ListPointsAsync(request);
            names.AddRange(page.Points.Select(point => point.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(10_000, names.Distinct().Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task What_a_points_numbers_mean_is_known_outlives_the_process_and_can_change()
    {
        var off = new Model.EnumText("", 0, "Off");
        var running = new Model.EnumText("Drive/Mode", 3, "运行");
        await DeclareTextsAsync(epoch: 1, off, running);

        await _platform.RestartAsync();
        _client = new CatalogService.CatalogServiceClient(_platform.Api());
        var known = await TextsAsync();
        await DeclareTextsAsync(epoch: 2, off);

        Assert.Equal([off, running], known);
        Assert.Equal([off], await TextsAsync());
    }

    [Fact]
    public async Task Texts_that_no_gateway_of_ours_would_send_are_refused()
    {
        var texts = Enumerable.Range(0, EnumTexts.MaxTexts + 1).Select(number => new V1.EnumText { Value = number, Text = "x" });
        foreach (var some in new V1.EnumText[][] { [.. texts], [new() { Text = new string('x', EnumTexts.MaxLetters + 1) }], [new() { Text = "a\tb" }] })
        {
            using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
            await gateway.SendAsync(new ExchangeRequest
            {
                Points = new PointDeclarations
                {
                    Points = { new PointDeclaration { Alias = 1, Path = "a/b", Kind = V1.ValueKind.Integer, DataType = V1.DataType.Int32, ValueRank = -1, EnumTexts = { some } } },
                },
            });

            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(gateway.ReceiveAsync)).StatusCode);
        }
    }

    private async Task DeclareTextsAsync(UInt128 epoch, params Model.EnumText[] texts)
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch);
        var point = gateway.Registry.Add(new PointDescription { Path = "press-01/mode", EnumTexts = EnumTexts.Of(texts) });
        gateway.Registry.Resolve(point, Value.Of(3));
        await gateway.DeclareAsync();
        await gateway.CompleteAsync();
    }

    private async Task<IEnumerable<Model.EnumText>> TextsAsync() =>
        (await _client.GetPointAsync(new GetPointRequest { Name = Some.Name("press-01/mode") })).Point.EnumTexts
        .Select(text => new Model.EnumText(text.Field, text.Value, text.Text));

    [Fact]
    public async Task What_is_known_outlives_the_process()
    {
        using (var gateway = await _platform.OpenGatewayAsync(epoch: 1))
        {
            gateway.Registry.Resolve(gateway.Point("press-01/oil/temp", "Cel"), Value.Of(1.5));
            await gateway.DeclareAsync();
            await gateway.CompleteAsync();
        }

        await _platform.RestartAsync();
        var client = new CatalogService.CatalogServiceClient(_platform.Api());
        var point = (await client.GetPointAsync(new GetPointRequest { Name = Some.Name("press-01/oil/temp") })).Point;
        var gateways = (await client.ListGatewaysAsync(new ListGatewaysRequest())).Gateways;

        Assert.Equal(("Cel", V1.DataType.Double), (point.Unit, point.DataType));
        Assert.Equal($"gateways/{PlatformUnderTest.Gateway}/equipment/press-01", point.Equipment);
        Assert.Equal(("1.2.3", 1u, false), (gateways[0].SoftwareVersion, gateways[0].PointCount, gateways[0].Online));
    }

    [Fact]
    public async Task A_point_described_anew_or_in_another_epoch_stays_the_same_point()
    {
        using (var gateway = await _platform.OpenGatewayAsync(epoch: 1))
        {
            await gateway.StoreAsync(1, Some.Sample(gateway.Point("press-01/temp", "K"), 1));
            await gateway.CompleteAsync();
        }

        using var next = await _platform.OpenGatewayAsync(epoch: 2);
        var point = next.Point("press-01/temp", "Cel");
        await next.StoreAsync(1, new Sample(point, Value.Of("warm"), 0, Some.Start + 1, Some.Start + 1));

        var described = Assert.Single((await _client.ListPointsAsync(new ListPointsRequest())).Points);
        Assert.Equal(("Cel", V1.DataType.String), (described.Unit, described.DataType));
        var history = await new TelemetryService.TelemetryServiceClient(_platform.Api())
            .ListSamplesAsync(new ListSamplesRequest { Point = described.Name });
        Assert.Equal(2, history.Samples.Count);
    }

    [Fact]
    public async Task Points_are_found_by_machine_and_by_pattern()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        Declare(gateway, 30);
        await gateway.DeclareAsync();
        await gateway.CompleteAsync();
        var machine = $"gateways/{PlatformUnderTest.Gateway}/equipment/m0";

        var ofMachine = (await _client.ListPointsAsync(new ListPointsRequest { Equipment = machine })).Points;
        var ofPattern = (await _client.ListPointsAsync(new ListPointsRequest { PathGlob = "m1/*7" })).Points;
        var machines = (await _client.ListEquipmentAsync(new ListEquipmentRequest())).Equipment;

        Assert.Equal(10, ofMachine.Count);
        Assert.All(ofMachine, point => Assert.Equal(machine, point.Equipment));
        Assert.Equal([Some.Name("m1/p00007")], ofPattern.Select(point => point.Name));
        Assert.Equal([10u, 10u, 10u], machines.Select(found => found.PointCount));
    }

    [Fact]
    public async Task A_machine_is_connected_while_good_data_comes()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        await gateway.StoreAsync(
            1, Some.Sample(gateway.Point("good/p"), 1), Some.Sample(gateway.Point("bad/p"), 1, status: 0x8000_0000));

        var machines = (await _client.ListEquipmentAsync(new ListEquipmentRequest())).Equipment;

        Assert.Equal([("bad", false), ("good", true)], machines.Select(machine => (machine.DisplayName, machine.Connected)));
        Assert.True((await _client.GetGatewayAsync(new GetGatewayRequest { Name = machines[0].Gateway })).Gateway.Online);
    }

    /// <summary>After a restart nothing has come within the last minute: what counts is what the gateway says of the connection.</summary>
    [Fact]
    public async Task A_machine_whose_good_values_do_not_change_is_connected_while_its_gateway_says_that_it_is()
    {
        using (var before = await _platform.OpenGatewayAsync(epoch: 1))
        {
            await before.StoreAsync(
                1, Some.Sample(before.Point("good/p"), 1), Some.Sample(before.Point("bad/p"), 1, status: 0x8000_0000));
        }

        await _platform.RestartAsync();
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var untold = await ConnectedAsync();
        await gateway.TellAsync(new SourceState { Source = "s", Connected = true, Equipment = { "bad", "good" } });
        var told = await ConnectedAsync();
        await gateway.TellAsync(new SourceState { Source = "s", Connected = false, Equipment = { "bad", "good" } });
        var lost = await ConnectedAsync();

        Assert.Equal([("bad", false), ("good", false)], untold);
        Assert.Equal([("bad", false), ("good", true)], told);
        Assert.Equal([("bad", false), ("good", false)], lost);
    }

    private async Task<IEnumerable<(string Name, bool Connected)>> ConnectedAsync()
    {
        var client = new CatalogService.CatalogServiceClient(_platform.Api());
        var machines = (await client.ListEquipmentAsync(new ListEquipmentRequest())).Equipment;
        return machines.Select(machine => (machine.DisplayName, machine.Connected));
    }

    [Theory]
    [InlineData("gateways/nobody", StatusCode.NotFound)]
    [InlineData("nobody", StatusCode.InvalidArgument)]
    [InlineData("gateways/a/b", StatusCode.InvalidArgument)]
    public async Task A_name_that_names_nothing_is_answered_so(string name, StatusCode expected)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await _client.GetGatewayAsync(new GetGatewayRequest { Name = name }));

        Assert.Equal(expected, refusal.StatusCode);
    }

    [Fact]
    public async Task The_migrations_make_the_tables_that_the_code_expects()
    {
        await using var context = _platform.Services.GetRequiredService<CatalogueStore>().Context();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Equal("wal", await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode")
            .SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, await context.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous")
            .SingleAsync(TestContext.Current.CancellationToken));
    }

    private static void Declare(GatewayStream gateway, int count)
    {
        for (var i = 0; i < count; i++)
        {
            gateway.Registry.Resolve(gateway.Point($"m{i % 3}/p{i:00000}"), Value.Of(1));
        }
    }
}
