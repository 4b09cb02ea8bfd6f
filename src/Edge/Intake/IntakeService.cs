using System.Threading.Channels;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// Takes what has arrived, appends it to the buffer in order and tells the sources once it is durable. Batches grow with
/// the load; nothing waits for a timer. Stops only when everything handed in is durable.
/// </summary>
internal sealed partial class IntakeService : BackgroundService
{
    /// <summary>Records appended and not yet durable; then the intake waits for the disk.</summary>
    private const int MaxUnsettled = 512;

    private const int MaxRows = 4096;

    private readonly List<SampleGroup> _groups = [];
    private readonly IntakeQueue _queue;
    private readonly GatewayStore _store;
    private readonly ILogger _logger;
    private readonly LogIntake[] _logs;
    private readonly LogIntake[] _byClass;
    private readonly Channel<Batch> _unsettled = Channel.CreateBounded<Batch>(
        new BoundedChannelOptions(MaxUnsettled) { SingleReader = true, SingleWriter = true });

    public IntakeService(IntakeQueue queue, GatewayStore store, ILogger<IntakeService> logger)
    {
        (_queue, _store, _logger) = (queue, store, logger);
        _logs = [.. store.Logs.Select(log => new LogIntake(log, _store.Points, logger))];
        _byClass = [.. _logs.OrderBy(log => log.Class)];
    }

    /// <summary>Ends the queue and waits until all of it is durable, or until the host's patience ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Complete();
        if (ExecuteTask is { } running)
        {
            try
            {
                await running.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                LogImpatient();
            }
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settling = SettleAsync(stoppingToken);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                await KeepAsync(TakeArrived(), stoppingToken);
            }
        }
        finally
        {
            _unsettled.Writer.Complete();
            await settling;
        }
    }

    private List<SampleGroup> TakeArrived()
    {
        _groups.Clear();
        Array.ForEach(_logs, log => log.Clear());
        var rows = 0;
        while (rows < MaxRows && _queue.Reader.TryRead(out var group))
        {
            rows += group.Count;
            Add(group);
            _groups.Add(group);
        }

        return _groups;
    }

    private void Add(SampleGroup group)
    {
        foreach (ref readonly var sample in group.Samples)
        {
            _byClass[(int)_store.Points.Registry.Describe(sample.Point).Class].Add(sample);
        }

        foreach (var gap in group.Gaps)
        {
            // Of each log whose points are concerned; of none known, it is a machine's as a whole.
            foreach (var points in gap.Points.GroupBy(point => _store.Points.Registry.Describe((int)point).Class))
            {
                _byClass[(int)points.Key].Add(gap with { Points = [.. points] });
            }

            if (gap.Points.Length == 0)
            {
                _byClass[(int)DataClass.Process].Add(gap);
            }
        }
    }

    private async Task KeepAsync(List<SampleGroup> groups, CancellationToken cancellationToken)
    {
        if (_store.Points.Registry.HasUnpersisted)
        {
            await _store.Points.PersistAsync(cancellationToken);
        }

        var last = new long[_logs.Length];
        var dropped = 0;
        foreach (var (index, log) in _logs.Index())
        {
            (last[index], var lost) = await log.KeepAsync(cancellationToken);
            dropped += lost;
        }

        await _unsettled.Writer.WriteAsync(new Batch(last, TakeReceipts(groups, dropped)), cancellationToken);
    }

    /// <summary>Keeps what the sources are owed and lets go of the samples: they are in the buffer's hands.</summary>
    private Receipt[] TakeReceipts(List<SampleGroup> groups, int dropped)
    {
        var receipts = new Receipt[groups.Count];
        foreach (var (index, group) in groups.Index())
        {
            var lost = Math.Min(dropped, group.Count);
            dropped -= lost;
            receipts[index] = new Receipt(group.Settlement, group.Token, group.Count - lost, lost);
            _queue.Return(group);
        }

        return receipts;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        await foreach (var (last, receipts) in _unsettled.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var (index, log) in _logs.Index())
            {
                await log.WaitDurableAsync(last[index], cancellationToken);
            }

            foreach (var receipt in receipts)
            {
                receipt.Owner?.Settled(receipt.Token, receipt.Accepted, receipt.Dropped);
            }
        }
    }

    private readonly record struct Batch(long[] Last, Receipt[] Receipts);

    private readonly record struct Receipt(ISettlement? Owner, long Token, int Accepted, int Dropped);

    [LoggerMessage(LogLevel.Error, "Not everything that was taken could be made durable before the stop; the machines still hold what they were not told")]
    private partial void LogImpatient();
}
