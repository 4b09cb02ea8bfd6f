using IndustrialGateway.Client.Development;
using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Clocks;
using IndustrialGateway.Edge.Sources.OpcUa;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge;

/// <summary>The gateway as a whole, between a real machine and a platform whose answers the test decides.</summary>
public sealed class GatewayTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Machine _machine = new();
    private DevelopmentMaterial _material = null!; // set in InitializeAsync, as is the platform
    private FakePlatform _platform = null!;

    public async ValueTask InitializeAsync()
    {
        _material = DevelopmentMaterial.Prepare(Path.Combine(_folder.Path, "keys"), "press-shop", TimeProvider.System);
        _platform = await FakePlatform.StartAsync(_material);
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        await _platform.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_value_goes_from_the_machine_to_the_platform_and_a_restart_goes_on_behind_what_is_stored()
    {
        var speed = _machine.Add("speed", Variant.Of(0.0));
        await _machine.StartAsync();
        var options = Read(WriteConfiguration());

        var first = await RunAsync(options, async stream =>
        {
            await stream.WelcomeAsync();
            await stream.ReadUntilAsync(2);
            speed.Set(new DataValue(Variant.Of(1.0), default, Machine.TimeOf(1)));
            var records = await stream.ReadUntilAsync(3);
            await stream.AcknowledgeAsync(2);
            return records;
        });
        var second = await RunAsync(options, async stream =>
        {
            Assert.Equal(1u, stream.Hello.DeclaredPoints);
            await stream.WelcomeAsync(storedBefore: 2, knownPoints: 1);
            return await stream.ReadUntilAsync(3);
        });

        Assert.Equal(first[2], second[2]);
    }

    [Fact]
    public async Task The_program_tells_its_outcomes_by_its_exit_code()
    {
        await _machine.StartAsync();
        var sound = WriteConfiguration();
        var wrong = _folder.Write("wrong.yaml", "gateway: {}");
        await using var store = await Some.StoreAsync(Path.Combine(_folder.Path, "data"));

        Assert.Equal(GatewayProgram.Success, await GatewayProgram.RunAsync(["--config", sound, "--check"]));
        Assert.Equal(GatewayProgram.WrongConfiguration, await GatewayProgram.RunAsync(["--config", wrong, "--check"]));
        Assert.Equal(GatewayProgram.WrongConfiguration, await GatewayProgram.RunAsync(["--confg", sound]));
        Assert.Equal(GatewayProgram.Locked, await GatewayProgram.RunAsync(["--config", sound]));
    }

    private static GatewayOptions Read(string file)
    {
        var errors = new ConfigurationErrors();
        var options = GatewayOptions.Read(file, errors);
        Assert.Empty(errors.All);
        return options;
    }

    private string WriteConfiguration() =>
        _folder.Write("gateway.yaml", $$"""
            gateway: { id: press-shop }
            data: data
            opcua: { certificates: pki }
            uplink:
              endpoint: {{_platform.Address}}
              certificate: keys/gateway/gateway.crt
              key: keys/gateway/gateway.key
              authority: keys/ca/ca.crt
            sources:
              - name: press
                endpoint: {{_machine.Endpoint}}
                publishingInterval: 20ms
                points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);

    /// <summary>One life of a gateway, from its start to its clean stop.</summary>
    private async Task<T> RunAsync<T>(GatewayOptions options, Func<FakeStream, Task<T>> exchange)
    {
        await using var store = await GatewayStore.OpenAsync(
            options.DataFolder, options.Buffer, TimeProvider.System, NullLoggerFactory.Instance, default);
        using var host = GatewayHost.Build(
            options,
            store,
            queue => [new OpcUaSource(
                options.Sources[0],
                _machine.Identity,
                store.Points.Registry,
                new Sources.PointPaths(),
                queue,
                TimeProvider.System,
                NullLogger<OpcUaSource>.Instance)],
            NullLoggerFactory.Instance,
            TimeProvider.System,
            services => services.Remove(services.Single(service => service.ImplementationType == typeof(ClockWatch)))); // the machine's values alone
        await host.StartAsync();
        var result = await exchange(await _platform.NextStreamAsync());
        await host.StopAsync();
        return result;
    }
}
