using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Clocks;

/// <summary>The gateway's own points of clocks, on a real store.</summary>
public sealed class ClockWatchTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SilentSource _press = new("press-01");
    private readonly SilentSource _oven = new("oven");
    private GatewayStore _store = null!; // these are set in InitializeAsync
    private GatewayStateReport _state = null!;
    private IntakeQueue _queue = null!;
    private ClockWatch _watch = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await Some.StoreAsync(Path.Combine(_folder.Path, "data"));
        var buffer = new BufferWatch(_store, new BufferOptions(), () => long.MaxValue, _time, NullLogger<BufferWatch>.Instance);
        ISource[] sources = [_press, _oven];
        _state = new GatewayStateReport(
            _store, buffer, sources, new Quarantine(Path.Combine(_folder.Path, "quarantine"), NullLogger<Quarantine>.Instance), _time);
        _queue = new IntakeQueue(points: _store.Points.Registry);
        _watch = new ClockWatch(_store, _state, sources, _queue, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_clock_that_is_measured_is_a_point_of_the_gateway_itself_among_the_diagnostics()
    {
        MeasurePlatform(ahead: TimeSpan.FromSeconds(3));
        MeasurePress(ahead: TimeSpan.FromSeconds(-2));

        await _watch.LookAsync(default);

        var told = Diagnostics().Select(sample => (Point: _store.Points.Registry.Describe(sample.Point), sample.Value, sample.Status)).ToArray();
        Assert.Equal(["_gateway/clock/lead", "_gateway/sources/press-01/clock/lead"], told.Select(each => each.Point.Path));
        Assert.Equal([Value.Of(-3.0), Value.Of(-2.0)], told.Select(each => each.Value));
        Assert.All(told, each => Assert.Equal(("s", "", Quality.Good), (each.Point.Unit, each.Point.Equipment, each.Status)));
        Assert.All(told, each => Assert.StartsWith(PointDescription.GatewaysOwn, each.Point.SourceAddress, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_clock_of_a_machine_that_is_away_is_uncertain()
    {
        MeasurePress(ahead: TimeSpan.Zero);
        await _watch.LookAsync(default);
        _press.Status.Set(connected: false, "out of reach");
        _time.Advance(TimeSpan.FromSeconds(10));

        await _watch.LookAsync(default);

        Assert.Equal([true, false], Diagnostics().Select(sample => Quality.IsGood(sample.Status)));
    }

    [Fact]
    public async Task The_books_tell_of_what_the_gateway_put_down_itself()
    {
        using var intake = new IntakeService(_queue, _store, NullLogger<IntakeService>.Instance);
        await intake.StartAsync(default);
        MeasurePress(ahead: TimeSpan.Zero);

        await _watch.LookAsync(default);
        await intake.StopAsync(default);

        var books = _state.Make(roundTrip: null).Books;
        Assert.Equal((0ul, 1ul, 1ul), (books.Accepted, books.Made, books.Logs.Aggregate(0ul, (sum, log) => sum + log.Taken)));
    }

    [Fact]
    public void Their_paths_are_no_machines()
    {
        var paths = new PointPaths();

        ClockPoints.Reserve(paths, ["press-01"]);

        Assert.Equal("_gateway/clock/lead~mark", paths.Claim("_gateway/clock/lead", "mark", "opcua:_gateway;i=1"));
        Assert.Equal("_gateway/sources/press-01/clock/lead~mark", paths.Claim("_gateway/sources/press-01/clock/lead", "mark", "opcua:_gateway;i=2"));
    }

    private void MeasurePlatform(TimeSpan ahead)
    {
        var now = _time.GetUtcNow();
        _state.PlatformClock.Add(now, now + ahead, now + ahead, TimeSpan.Zero);
    }

    private void MeasurePress(TimeSpan ahead)
    {
        _press.Status.Set(connected: true, "");
        _press.Status.Clock.Add(ahead.Ticks, UaTime.FromDateTimeOffset(_time.GetUtcNow()));
    }

    /// <summary>What waits to be put into the log of diagnostics.</summary>
    private List<Sample> Diagnostics()
    {
        List<Sample> samples = [];
        while (_queue.ReaderOf(DataClass.Diagnostic).TryRead(out var group))
        {
            samples.AddRange(group.Samples);
        }

        return samples;
    }

    private sealed class SilentSource(string name) : ISource
    {
        public string Name => name;

        public SourceStatus Status { get; } = new();

        public Task RunAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
