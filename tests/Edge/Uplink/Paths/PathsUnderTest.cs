using System.Collections.Concurrent;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>A gateway's uplink, and a platform that stores all that comes by whichever path, says so, and answers probes.</summary>
internal sealed class PathsUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ConcurrentDictionary<Log, ulong> _stored = [];
    private readonly GatewayStore _store;
    private readonly FakePlatform _platform;
    private readonly Task _serving;
    private UplinkService? _uplink;

    private PathsUnderTest(TemporaryFolder folder, GatewayStore store, FakePlatform platform)
    {
        (_folder, _store, _platform) = (folder, store, platform);
        _serving = ServeAsync();
    }

    /// <summary>A block that came: by which path, from which of the gateway's ports.</summary>
    public sealed record Arrival(string Path, int Port, Block Block);

    public GatewayStore Store => _store;

    public ConcurrentQueue<Arrival> Blocks { get; } = [];

    /// <summary>The paths of the streams that were welcomed.</summary>
    public ConcurrentQueue<string> Greeted { get; } = [];

    /// <param name="paths">Given where the platform is, the ways to it.</param>
    public static async Task<PathsUnderTest> StartAsync(Func<Uri, IReadOnlyList<PathOptions>> paths, int storedBefore = 0)
    {
        var folder = new TemporaryFolder();
        var material = DevelopmentMaterial.Prepare(Path.Combine(folder.Path, "keys"), "press-shop", TimeProvider.System);
        var store = await Some.StoreAsync(Path.Combine(folder.Path, "data"));
        var platform = await FakePlatform.StartAsync(material);
        var under = new PathsUnderTest(folder, store, platform);
        await under.KeepAsync(DataClass.Process, storedBefore);
        await under.RunAsync(material, paths(platform.Address));
        return under;
    }

    public async ValueTask DisposeAsync()
    {
        if (_uplink is not null)
        {
            await _uplink.StopAsync(default);
            _uplink.Dispose();
        }

        await _platform.DisposeAsync();
        await _serving;
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    public Task StoredAsync(Log log, ulong last) => Some.EventuallyAsync(() => _stored.GetValueOrDefault(log, 0UL) >= last);

    /// <summary>Makes so many records durable, one after the other.</summary>
    public async Task KeepAsync(DataClass of, int count)
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

    private async Task RunAsync(DevelopmentMaterial material, IReadOnlyList<PathOptions> paths)
    {
        var options = new UplinkOptions
        {
            Endpoint = _platform.Address,
            CertificateFile = material.Gateway.Certificate,
            KeyFile = material.Gateway.Key,
            AuthorityFile = material.Authority.Certificate,
            Paths = paths,
        };
        var watch = new BufferWatch(_store, new BufferOptions(), () => long.MaxValue, TimeProvider.System, new FakeLogger<BufferWatch>());
        var quarantine = new Quarantine(Path.Combine(_folder.Path, "quarantine"), new FakeLogger<Quarantine>());
        _uplink = new UplinkService(
            options,
            new GrpcLink(options),
            _store,
            new GatewayStateReport(_store, watch, [], quarantine, TimeProvider.System),
            quarantine,
            TimeProvider.System,
            new FakeLogger<UplinkService>());
        await _uplink.StartAsync(default);
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

    private async Task ServeAsync(FakeStream stream)
    {
        try
        {
            await stream.WelcomeAsync(storedBefore: _stored.GetValueOrDefault(Log.Process, 0UL) + 1);
            Greeted.Enqueue(stream.Hello.Path);
            while (await stream.ReadAsync() is { } request)
            {
                switch (request.MessageCase)
                {
                    case ExchangeRequest.MessageOneofCase.Probe:
                        await stream.SendAsync(new ExchangeResponse { ProbeEcho = request.Probe });
                        break;
                    case ExchangeRequest.MessageOneofCase.Block:
                        await StoreAsync(stream, request.Block);
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The wire was cut, or the test is over.
        }
    }

    private async Task StoreAsync(FakeStream stream, Block block)
    {
        Blocks.Enqueue(new Arrival(stream.Hello.Path, stream.Port, block));
        var last = block.FirstSequence + block.RecordCount - 1;
        var stored = _stored.AddOrUpdate(block.Log, last, (_, before) => Math.Max(before, last));
        await stream.SendAsync(new ExchangeResponse
        {
            Acknowledgement = new Acknowledgement { Log = block.Log, StoredBefore = stored + 1 },
        });
    }
}
