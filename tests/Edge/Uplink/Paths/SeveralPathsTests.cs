using System.Collections.Concurrent;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Two wires to one platform, of which one is cut.</summary>
public sealed class SeveralPathsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, TcpProxy> _wires = new() { ["5g"] = new(), ["pon"] = new() };
    private readonly ConcurrentQueue<(string Path, Log Log, ulong First, uint Count)> _blocks = [];
    private readonly ConcurrentDictionary<Log, ulong> _stored = [];
    private readonly ConcurrentBag<string> _greeted = [];
    private GatewayStore _store = null!; // these three are set in InitializeAsync
    private FakePlatform _platform = null!;
    private UplinkService _uplink = null!;
    private Task _serving = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        var material = DevelopmentMaterial.Prepare(System.IO.Path.Combine(_folder.Path, "keys"), "press-shop", TimeProvider.System);
        _store = await Some.StoreAsync(System.IO.Path.Combine(_folder.Path, "data"));
        _platform = await FakePlatform.StartAsync(material);
        foreach (var wire in _wires.Values)
        {
            wire.Target = _platform.Address;
        }

        _serving = ServeAsync();
        var options = new UplinkOptions
        {
            Endpoint = _platform.Address,
            CertificateFile = material.Gateway.Certificate,
            KeyFile = material.Gateway.Key,
            AuthorityFile = material.Authority.Certificate,
            Paths =
            [
                .. _wires.Select(wire => new PathOptions { Name = wire.Key, Endpoint = new Uri($"https://127.0.0.1:{wire.Value.Port}") }),
            ],
        };
        var watch = new BufferWatch(_store, new BufferOptions(), () => long.MaxValue, TimeProvider.System, new FakeLogger<BufferWatch>());
        var quarantine = new Quarantine(System.IO.Path.Combine(_folder.Path, "quarantine"), new FakeLogger<Quarantine>());
        _uplink = new UplinkService(
            options,
            _store,
            new GatewayStateReport(_store, watch, [], quarantine, TimeProvider.System),
            quarantine,
            TimeProvider.System,
            new FakeLogger<UplinkService>());
        await _uplink.StartAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _uplink.StopAsync(default);
        _uplink.Dispose();
        foreach (var wire in _wires.Values)
        {
            await wire.DisposeAsync();
        }

        await _platform.DisposeAsync();
        await _serving;
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_cut_wire_swallows_comes_by_the_other_one()
    {
        await KeepAsync(DataClass.Process, 10);
        await StoredAsync(Log.Process, 10);
        var before = _blocks.Last().Path;

        _wires[before].Cut();
        await KeepAsync(DataClass.Process, 10);
        await StoredAsync(Log.Process, 20);

        Assert.Equal(_wires.Keys.Single(path => path != before), _blocks.Last().Path);
        Assert.Equal(21, _store.Process.DurableBefore);
        await Some.EventuallyAsync(() => _store.Process.AcknowledgedBefore == 21);
    }

    [Fact]
    public async Task Alarms_go_by_all_paths()
    {
        await KeepAsync(DataClass.Process, 1);
        await StoredAsync(Log.Process, 1);
        await Some.EventuallyAsync(() => _greeted.Count == 2);
        await KeepAsync(DataClass.Alarm, 1);
        await Some.EventuallyAsync(() => _blocks.Where(block => block.Log == Log.Alarm).Select(block => block.Path).Distinct().Count() == 2);

        Assert.Equal(_wires.Keys.Order(), _blocks.Where(block => block.Log == Log.Alarm).Select(block => block.Path).Distinct().Order());
    }

    private async Task ServeAsync()
    {
        List<Task> streams = [];
        try
        {
            while (true)
            {
                streams.Add(ServeAsync(await _platform.NextStreamAsync()));
            }
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            await Task.WhenAll(streams);
        }
    }

    /// <summary>Stores all that comes, says so, and answers probes.</summary>
    private async Task ServeAsync(FakeStream stream)
    {
        try
        {
            await stream.WelcomeAsync(storedBefore: _stored.GetValueOrDefault(Log.Process, 0UL) + 1);
            _greeted.Add(stream.Hello.Path);
            while (await stream.ReadAsync() is { } request)
            {
                switch (request.MessageCase)
                {
                    case ExchangeRequest.MessageOneofCase.Probe:
                        await stream.SendAsync(new ExchangeResponse { ProbeEcho = request.Probe });
                        break;
                    case ExchangeRequest.MessageOneofCase.Block:
                        var block = request.Block;
                        _blocks.Enqueue((stream.Hello.Path, block.Log, block.FirstSequence, block.RecordCount));
                        var last = block.FirstSequence + block.RecordCount - 1;
                        var stored = _stored.AddOrUpdate(block.Log, last, (_, before) => Math.Max(before, last));
                        await stream.SendAsync(new ExchangeResponse
                        {
                            Acknowledgement = new Acknowledgement { Log = block.Log, StoredBefore = stored + 1 },
                        });
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The wire was cut, or the test is over.
        }
    }

    private Task StoredAsync(Log log, ulong last) => Some.EventuallyAsync(() => _stored.GetValueOrDefault(log, 0UL) >= last);

    private async Task KeepAsync(DataClass of, int count)
    {
        var point = _store.Points.Registry.Add(Some.Point($"{of}") with { Class = of });
        var maker = new Intake.RecordMaker(_store.Points);
        for (var index = 0; index < count; index++)
        {
            maker.Clear();
            maker.Add(Some.Sample(point, index, index));
            await _store.Points.PersistAsync(default);
            while (maker.TryMake(out var samples))
            {
                await _store[of].WaitDurableAsync(await _store[of].AppendAsync(maker.Record, samples, default), default);
            }
        }
    }
}
