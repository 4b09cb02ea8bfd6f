using IndustrialGateway.Model;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Two wires to one platform, of which one is cut.</summary>
public sealed class SeveralPathsTests : IAsyncLifetime
{
    private readonly Dictionary<string, TcpProxy> _wires = new() { ["5g"] = new(), ["pon"] = new() };
    private PathsUnderTest _uplink = null!; // set in InitializeAsync

    public async ValueTask InitializeAsync() => _uplink = await PathsUnderTest.StartAsync(platform =>
    {
        foreach (var wire in _wires.Values)
        {
            wire.Target = platform;
        }

        return [.. _wires.Select(wire => new PathOptions { Name = wire.Key, Endpoint = new Uri($"https://127.0.0.1:{wire.Value.Port}") })];
    });

    public async ValueTask DisposeAsync()
    {
        await _uplink.DisposeAsync();
        foreach (var wire in _wires.Values)
        {
            await wire.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_cut_wire_swallows_comes_by_the_other_one()
    {
        await _uplink.KeepAsync(DataClass.Process, 10);
        await _uplink.StoredAsync(Log.Process, 10);
        var before = _uplink.Blocks.Last().Path;

        _wires[before].Cut();
        await _uplink.KeepAsync(DataClass.Process, 10);
        await _uplink.StoredAsync(Log.Process, 20);

        Assert.Equal(_wires.Keys.Single(path => path != before), _uplink.Blocks.Last().Path);
        Assert.Equal(21, _uplink.Store.Process.DurableBefore);
        await Some.EventuallyAsync(() => _uplink.Store.Process.AcknowledgedBefore == 21);
    }

    [Fact]
    public async Task Alarms_go_by_all_paths()
    {
        await _uplink.KeepAsync(DataClass.Process, 1);
        await _uplink.StoredAsync(Log.Process, 1);
        await Some.EventuallyAsync(() => _uplink.Greeted.Count == 2);
        await _uplink.KeepAsync(DataClass.Alarm, 1);
        await Some.EventuallyAsync(() => AlarmPaths().Count == 2);

        Assert.Equal(_wires.Keys.Order(), AlarmPaths());
    }

    private List<string> AlarmPaths() =>
        [.. _uplink.Blocks.Where(arrival => arrival.Block.Log == Log.Alarm).Select(arrival => arrival.Path).Distinct().Order()];
}
