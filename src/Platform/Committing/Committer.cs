using System.Threading.Channels;
using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Line;

namespace IndustrialGateway.Platform.Committing;

/// <summary>
/// The historian's single writer. Group commit by what has arrived: while one commit syncs the next one fills, so that
/// commits grow with the load and the delay does not. What came live goes before a backlog, of which a part goes with each commit.
/// Only what is committed is acknowledged.
/// </summary>
internal sealed partial class Committer(
    IHistorian historian,
    IEnumerable<ICommitListener> listeners,
    LineBoard board,
    CommitMetrics metrics,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<Committer> logger)
    : BackgroundService
{
    private const int MaxBlocks = 1_024;
    private const long MaxWaitingWeight = 64 * 1024 * 1024;

    private readonly Channel<CommitBlock> _blocks = Channel.CreateBounded<CommitBlock>(
        new BoundedChannelOptions(MaxBlocks) { SingleReader = true });
    private readonly WeightBudget _liveBudget = new(MaxWaitingWeight);
    private readonly WeightBudget _lateBudget = new(MaxWaitingWeight);
    private readonly CommitQueue _queue = new();
    private readonly List<CommitBlock> _commit = [];

    /// <summary>Takes a block over, waiting while too much of its kind is waiting; returns long before it is committed.</summary>
    public async ValueTask CommitAsync(CommitBlock block, CancellationToken cancellationToken)
    {
        var (weight, budget) = (block.Weight, BudgetOf(block));
        await budget.TakeAsync(weight, cancellationToken);
        try
        {
            await _blocks.Writer.WriteAsync(block, cancellationToken);
        }
        catch
        {
            budget.Release(weight);
            throw;
        }
    }

    /// <summary>Commits what still waits: the streams that brought it have ended before.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _blocks.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <summary>Until what was taken over is committed or the historian fails; on the caller's own scheduler.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await FillQueueAsync(stoppingToken))
            {
                _queue.Take(_commit);
                await WriteAsync(stoppingToken);
                Finish();
            }
        }
        catch (HistorianException failure)
        {
            // It takes nothing more until it is opened again, and the gateways keep what is not acknowledged.
            LogHistorianFailed(failure);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private WeightBudget BudgetOf(CommitBlock block) => block.IsBacklog ? _lateBudget : _liveBudget;

    /// <summary>Takes what has arrived; false once all is committed and nothing will come any more.</summary>
    private async ValueTask<bool> FillQueueAsync(CancellationToken cancellationToken)
    {
        do
        {
            while (_queue.Count < MaxBlocks && _blocks.Reader.TryRead(out var block))
            {
                _queue.Add(block);
            }
        }
        while (_queue.Count == 0 && await _blocks.Reader.WaitToReadAsync(cancellationToken));

        return _queue.Count > 0;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        List<RecordCommit> records = [];
        List<RecordOrigin> origins = [];
        foreach (var block in _commit)
        {
            records.AddRange(block.Records());
            var origin = block.Origin;
            while (origins.Count < records.Count)
            {
                origins.Add(origin);
            }
        }

        var batch = new CommitBatch { Records = records, Observer = new CommitListeners(listeners, origins) };
        var outcome = await historian.CommitAsync(batch, cancellationToken);
        metrics.Committed(outcome.StoredSamples, time.GetElapsedTime(started));
    }

    private void Finish()
    {
        foreach (var block in _commit)
        {
            board.Of(block.Epoch.Gateway.Id).Committed(block.RowCount);
            block.Epoch.Commit(block.Log, block.Sequences);
            block.Done?.Invoke();
            BudgetOf(block).Release(block.Weight);
            block.Dispose();
        }

        _commit.Clear();
    }

    [LoggerMessage(LogLevel.Critical, "The historian failed and the platform stops: start it again once the cause is gone")]
    private partial void LogHistorianFailed(Exception failure);
}
