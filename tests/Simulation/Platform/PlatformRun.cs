using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Grpc.Core;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Ingest;
using IndustrialGateway.Platform.Ingest.Instances;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.Simulation.Line;
using IndustrialGateway.Simulation.Running;
using IndustrialGateway.Simulation.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Simulation.Platform;

/// <summary>One run of the platform's ingest: its streams, committer and catalogue on a clock of the simulation and on media that outlive it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What is killed disposes of nothing.")]
internal sealed class PlatformRun
{
    public const string GatewayKey = "gateway";

    private static readonly IMeterFactory Meters =
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private readonly SeededScheduler _scheduler;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SimulatedLifetime _lifetime = new();
    private readonly PointCatalogue _catalogue;
    private readonly Committer _committer;
    private readonly IngestEndpoint _endpoint;

    public PlatformRun(
        SeededScheduler scheduler, KeptHistory history, KeptCatalogue catalogue, IngestLimits limits, Func<TimeSpan> syncTime, int number)
    {
        _scheduler = scheduler;
        Process = new SimulatedProcess($"platform-{number}", scheduler);
        var time = Process.Time;
        var loggers = new SimulatedLoggers(scheduler, Process);
        Historian = new SimulatedHistorian(history, scheduler, Process) { SyncTime = syncTime };
        _catalogue = new PointCatalogue(catalogue.Open(Process, syncTime), time);
        Live = new LiveHub(_catalogue);
        var board = new LineBoard(time);
        _committer = new Committer(
            Historian, [], board, new CommitMetrics(Meters), time, _lifetime, loggers.CreateLogger<Committer>());
        var path = new IngestPath(_catalogue, Live, _committer, board, [], new IngestMetrics(Meters), limits);
        _endpoint = new IngestEndpoint(
            path,
            new EpochRegistry(_catalogue, Historian, limits, time),
            new GatewaySeats(limits, time),
            new Stopping(_lifetime),
            time,
            loggers.CreateLogger<IngestEndpoint>());
    }

    public SimulatedProcess Process { get; }

    public SimulatedHistorian Historian { get; }

    public LiveHub Live { get; }

    public bool IsListening { get; private set; }

    /// <summary>Completes when the program has ended or was killed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => Process.Start(async () =>
    {
        await _catalogue.OpenAsync(CancellationToken.None);
        IsListening = true;
        Say("listens");
        await _committer.RunAsync(CancellationToken.None);
        IsListening = false;
        Say("ended by its historian");
        _ended.TrySetResult();
    });

    public void Kill()
    {
        IsListening = false;
        Process.Kill();
        Say("killed");
        _ended.TrySetResult();
    }

    /// <summary>Takes a stream that a gateway opens.</summary>
    public void Accept(SimulatedStream stream) => Process.Start(async () =>
    {
        Exception? answer = null;
        try
        {
            await _endpoint.ExchangeAsync(GatewayKey, DateTime.MaxValue.AddYears(-1), body: null, stream.Requests, stream.Responses, stream.Call);
        }
        catch (RefusalException refusal)
        {
            answer = new RpcException(new Status((StatusCode)refusal.Status.Code, refusal.Message));
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or RpcException)
        {
            answer = new RpcException(new Status(StatusCode.Unavailable, failure.Message));
        }

        Say($"{stream.Name} ended", $": {answer?.Message ?? "in order"}");
        stream.Answered(answer);
    });

    private void Say(string what, string detail = "") => _scheduler.Trace.Say(_scheduler.Now, Process.Name, what, detail);

    [SuppressMessage("Design", "CA1001", Justification = "Lives as long as the run.")]
    private sealed class SimulatedLifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();
    }
}
