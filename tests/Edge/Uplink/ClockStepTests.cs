using IndustrialGateway.Client.Development;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>The gateway's clock is set while it works.</summary>
public sealed class ClockStepTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();
    private GatewayStore _store = null!; // these three are set in InitializeAsync
    private FakePlatform _platform = null!;
    private UplinkService _uplink = null!;

    public async ValueTask InitializeAsync()
    {
        var material = DevelopmentMaterial.Prepare(Path.Combine(_folder.Path, "keys"), "press-shop", TimeProvider.System);
        _store = await GatewayStore.OpenAsync(
            Path.Combine(_folder.Path, "data"), Some.Buffer(64 << 20), _time, NullLoggerFactory.Instance, CancellationToken.None);
        _platform = await FakePlatform.StartAsync(material);
        var options = new UplinkOptions
        {
            Endpoint = _platform.Address,
            Paths = [new Paths.PathOptions { Name = "default", Endpoint = _platform.Address }],
            CertificateFile = material.Gateway.Certificate,
            KeyFile = material.Gateway.Key,
            AuthorityFile = material.Authority.Certificate,
        };
        var watch = new BufferWatch(_store, new BufferOptions(), () => long.MaxValue, _time, NullLogger<BufferWatch>.Instance);
        var quarantine = new Quarantine(Path.Combine(_folder.Path, "quarantine"), NullLogger<Quarantine>.Instance);
        _uplink = new UplinkService(
            options,
            new GrpcLink(options),
            _store,
            new GatewayStateReport(_store, watch, [], quarantine, _time),
            quarantine,
            _time,
            NullLogger<UplinkService>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _uplink.StopAsync(default);
        _uplink.Dispose();
        await _platform.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(3652)]
    [InlineData(-3652)]
    public async Task A_step_of_ten_years_loses_nothing_that_is_kept_or_sent(int days)
    {
        await KeepAsync(0, 3);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();
        var before = await stream.ReadUntilAsync(4);

        _time.Step = TimeSpan.FromDays(days);
        await KeepAsync(3, 3);
        var during = await stream.ReadUntilAsync(7);
        _time.Step = TimeSpan.Zero;
        await KeepAsync(6, 3);
        var after = await stream.ReadUntilAsync(10);

        ulong[] sent = [.. before.Keys.Concat(during.Keys).Concat(after.Keys)];
        Assert.Equal(Enumerable.Range(1, 9).Select(sequence => (ulong)sequence), sent);
        Assert.Equal(1, _store.Process.OldestSequence);
    }

    private async Task KeepAsync(int first, int count)
    {
        var maker = new RecordMaker(_store.Points);
        var point = _store.Points.Registry.Add(Some.Point("a"));
        for (var index = first; index < first + count; index++)
        {
            maker.Clear();
            maker.Add(Some.Sample(point, index, index));
            await _store.Points.PersistAsync(default);
            while (maker.TryMake(out var samples))
            {
                await _store.Process.WaitDurableAsync(await _store.Process.AppendAsync(maker.Record, samples, default), default);
            }
        }
    }
}
