using System.Diagnostics.CodeAnalysis;
using IndustrialGateway.Buffering;
using IndustrialGateway.Buffering.Disk;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Simulation.Running;
using IndustrialGateway.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Simulation.Gateway;

/// <summary>One run of the gateway's program: its store, intake and uplink on a disk, a line and a clock of the simulation.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What is killed disposes of nothing.")]
internal sealed class GatewayRun(SeededScheduler scheduler, IDisk disk, IPlatformLink line, Machine machine, GatewaySettings settings, int number)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopSources = new();
    private readonly CancellationTokenSource _stopUplink = new();

    public SimulatedProcess Process { get; } = new($"gateway-{number}", scheduler);

    public SimulatedLoops Loops => field ??= new SimulatedLoops(Process);

    /// <summary>Null until it is open.</summary>
    public GatewayStore? Store { get; private set; }

    public SimulatedSource? Source { get; private set; }

    /// <summary>Completes when the program has ended or was killed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => Process.Start(async () =>
    {
        try
        {
            await RunAsync();
            Say("stopped");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && Store is null)
        {
            // The disk refuses: whoever watches over the program starts it again.
            Say($"cannot open: {failure.Message}");
        }

        _ended.TrySetResult();
    });

    /// <summary>As SIGTERM: everything taken becomes durable first.</summary>
    public void Stop() => Process.Post(_ => _stopSources.Cancel(), null);

    /// <summary>As kill -9.</summary>
    public void Kill()
    {
        Process.Kill();
        Say("killed");
        _ended.TrySetResult();
    }

    private async Task RunAsync()
    {
        var loggers = new SimulatedLoggers(scheduler, Process);
        var host = new BufferHost { Time = Process.Time, Disk = disk, Loops = Loops };
        var store = await GatewayStore.OpenAsync("/gateway", settings.Buffer, host, loggers, CancellationToken.None);
        Store = store;
        Say($"open, run {store.Run}");
        var queue = new IntakeQueue(points: store.Points.Registry);
        Source = new SimulatedSource(machine, queue, store.Points.Registry, scheduler, Process);
        using var watch = new BufferWatch(store, settings.Buffer, store.FreeBytes, Process.Time, loggers.CreateLogger<BufferWatch>());
        var quarantine = new Quarantine(settings.QuarantineFolder, loggers.CreateLogger<Quarantine>());
        var state = new GatewayStateReport(store, watch, [Source], quarantine, Process.Time);
        using var intake = new IntakeService(queue, store, loggers.CreateLogger<IntakeService>());
        using var uplink = new UplinkService(
            settings.Uplink, line, store, state, quarantine, Process.Time, loggers.CreateLogger<UplinkService>(), scheduler.Chance);

        var sending = WatchAsync(uplink.RunAsync(_stopUplink.Token));
        var watching = WatchAsync(watch.RunAsync(_stopUplink.Token));
        var taking = WatchAsync(intake.RunAsync(CancellationToken.None));
        await WatchAsync(Source.RunAsync(_stopSources.Token));
        queue.Complete();
        await taking;
        await _stopUplink.CancelAsync();
        await Task.WhenAll(watching, sending);
        await store.DisposeAsync();
    }

    /// <summary>A part that ends by itself would go unnoticed until somebody waits for it.</summary>
    private async Task WatchAsync(Task part)
    {
        try
        {
            await part;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
        catch (Exception failure)
        {
            scheduler.Fail(failure);
        }
    }

    private void Say(string what) => scheduler.Trace.Say(scheduler.Now, Process.Name, what);
}

/// <summary>How the gateway is set up.</summary>
internal sealed record GatewaySettings(BufferOptions Buffer, UplinkOptions Uplink, string QuarantineFolder);
