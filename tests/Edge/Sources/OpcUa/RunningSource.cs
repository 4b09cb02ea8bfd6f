using IndustrialGateway.Buffering;
using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>A source with a real intake and a real buffer, and what it has kept so far.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordDecoder _decoder = new();
    private readonly Queue<DecodedRow> _rows = [];
    private readonly List<Gap> _gaps = [];
    private readonly GatewayStore _store;
    private readonly IntakeService _intake;
    private readonly Wakeup _durable = new();
    private readonly BufferReader[] _readers;
    private readonly ReverseListeners _listeners;
    private Task _running = Task.CompletedTask;

    private RunningSource(TemporaryFolder folder, GatewayStore store, OpcUaSourceOptions options, OpcUaIdentity identity)
    {
        _listeners = new ReverseListeners([options], TimeProvider.System, NullLogger<ReverseListener>.Instance);
        CalledAt = options.Reverse is { } machine ? new Uri($"opc.tcp://{_listeners.Of(machine).Listener.LocalEndPoint}") : null;
        _folder = folder;
        _store = store;
        _readers = [.. store.Logs.Select(log => log.Buffer.OpenReader(1))];
        foreach (var log in store.Logs)
        {
            log.Buffer.Watch(_durable.Set);
        }

        _intake = new IntakeService(Queue, store, NullLogger<IntakeService>.Instance);
        Source = new OpcUaSource(
            options, identity with { Listeners = _listeners }, store.Points.Registry, new PointPaths(), Queue, TimeProvider.System, new FakeLogger<OpcUaSource>(Logs));
    }

    /// <summary>Where the machine shall call, when it is one that calls.</summary>
    public Uri? CalledAt { get; }

    public IntakeQueue Queue { get; } = new();

    public OpcUaSource Source { get; }

    public FakeLogCollector Logs { get; } = new();

    /// <summary>Those that have been read up to now.</summary>
    public IReadOnlyList<Gap> Gaps => _gaps;

    /// <summary>Starts a source whose settings are written as in gateway.yaml, below its name and endpoint.</summary>
    public static async Task<RunningSource> StartAsync(
        Machine machine, string settings, Uri? endpoint = null, bool withIntake = true, bool isCalled = false, string? memory = null)
    {
        var errors = new ConfigurationErrors();
        var lines = settings.Split('\n').Select(line => line.TrimEnd());
        var way = isCalled
            ? $"reverse: {{ listen: opc.tcp://127.0.0.1:0, server: {Machine.Namespace} }}"
            : $"endpoint: {endpoint ?? machine.Endpoint}";
        var section = ConfigurationFile.Parse("test.yaml", $"name: press\n{way}\n{string.Join('\n', lines)}", errors);
        var options = OpcUaSourceOptions.Read(section);
        Assert.Empty(errors.All);

        var folder = new TemporaryFolder();
        var running = new RunningSource(folder, await Some.StoreAsync(folder.Path), options, machine.Identity with { MemoryFolder = memory });
        if (withIntake)
        {
            await running.StartIntakeAsync();
        }

        running._running = Task.Run(() => running.Source.RunAsync(running._stop.Token));
        return running;
    }

    /// <summary>How many samples are safe on the disk.</summary>
    public int DurableSamples()
    {
        var count = 0;
        using var reader = _store.Process.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            count += entry.SampleCount;
        }

        return count;
    }

    public Task StartIntakeAsync() => _intake.StartAsync(default);

    public string PathOf(DecodedRow row) => _store.Points.Registry.Declaration(row.Alias)!.Description.Path;

    public string PathOf(uint alias) => _store.Points.Registry.Declaration(alias)!.Description.Path;

    public PointDescription Describe(DecodedRow row) => _store.Points.Registry.Declaration(row.Alias)!.Description;

    /// <summary>The next sample kept, once it is durable.</summary>
    public async Task<DecodedRow> NextAsync()
    {
        while (_rows.Count == 0)
        {
            await ReadAsync();
        }

        return _rows.Dequeue();
    }

    /// <summary>The first gap kept that is as wanted, once it is durable.</summary>
    public async Task<Gap> GapAsync(Func<Gap, bool> wanted)
    {
        while (!_gaps.Any(wanted))
        {
            await ReadAsync();
        }

        return _gaps.First(wanted);
    }

    /// <summary>All samples kept that have been read up to now and were not taken.</summary>
    public List<DecodedRow> TakeRead()
    {
        List<DecodedRow> rows = [.. _rows];
        _rows.Clear();
        return rows;
    }

    public async Task<DecodedRow> NextAsync(Func<DecodedRow, bool> wanted)
    {
        while (true)
        {
            var row = await NextAsync();
            if (wanted(row))
            {
                return row;
            }
        }
    }

    public async Task<List<DecodedRow>> TakeAsync(int count)
    {
        List<DecodedRow> rows = [];
        while (rows.Count < count)
        {
            rows.Add(await NextAsync());
        }

        return rows;
    }

    /// <summary>Stops the source; all that it has handed in is settled when it returns.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _intake.StopAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _intake.Dispose();
        await _store.DisposeAsync();
        await _listeners.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task ReadAsync()
    {
        var before = (_rows.Count, _gaps.Count);
        ReadAll();
        while (before == (_rows.Count, _gaps.Count))
        {
            await _durable.WaitAsync(Some.Patience());
            ReadAll();
        }
    }

    private void ReadAll()
    {
        foreach (var reader in _readers)
        {
            while (reader.TryRead(out var entry))
            {
                Take(entry);
            }
        }
    }

    private void Take(BufferEntry entry)
    {
        Assert.True(_decoder.TryDecode(entry.Record.Span, _store.Points.Registry, out var fault), fault.ToString());
        if (_decoder.Gap is { } gap)
        {
            _gaps.Add(gap);
        }

        foreach (var row in _decoder.Rows)
        {
            _rows.Enqueue(row);
        }
    }
}
