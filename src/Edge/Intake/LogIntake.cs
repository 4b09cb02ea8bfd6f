using System.Threading.Channels;
using IndustrialGateway.Edge.Buffers;

namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// Appends to one log what has arrived for it, and settles it once it is durable. Batches grow with the load; nothing waits for
/// a timer.
/// </summary>
internal sealed partial class LogIntake
{
    /// <summary>Batches appended and not yet durable; then the log waits for the disk.</summary>
    private const int MaxUnsettled = 512;

    private const int MaxRows = 4096;

    private readonly List<SampleGroup> _groups = [];
    private readonly GatewayLog _log;
    private readonly IntakeQueue _queue;
    private readonly PointIntake _points;
    private readonly RecordMaker _maker;
    private readonly ILogger _logger;
    private readonly Action _takeArrived;
    private readonly Channel<Batch> _unsettled = Channel.CreateBounded<Batch>(
        new BoundedChannelOptions(MaxUnsettled) { SingleReader = true, SingleWriter = true });

    public LogIntake(GatewayLog log, IntakeQueue queue, PointIntake points, ILogger logger)
    {
        (_log, _queue, _points, _logger) = (log, queue, points, logger);
        _maker = new RecordMaker(points.Points);
        _takeArrived = TakeArrived;
    }

    /// <summary>Runs until the queue has ended and all of it is durable.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var settling = SettleAsync(cancellationToken);
        try
        {
            while (await _queue.ReaderOf(_log.Class).WaitToReadAsync(cancellationToken))
            {
                await _points.ResolveAsync(_takeArrived, cancellationToken);
                var (last, dropped) = await KeepAsync(cancellationToken);
                await _unsettled.Writer.WriteAsync(new Batch(last, TakeReceipts(dropped)), cancellationToken);
            }
        }
        finally
        {
            _unsettled.Writer.Complete();
            await settling;
        }
    }

    private void TakeArrived()
    {
        _groups.Clear();
        _maker.Clear();
        var rows = 0;
        while (rows < MaxRows && _queue.ReaderOf(_log.Class).TryRead(out var group))
        {
            rows += group.Count;
            _groups.Add(group);
            foreach (ref readonly var sample in group.Samples)
            {
                _maker.Add(sample);
            }

            group.Gaps.ForEach(_maker.Add);
        }
    }

    /// <summary>Appends it all, in order.</summary>
    /// <returns>The last record, 0 where there was none, and how many samples are too large to be kept.</returns>
    private async ValueTask<(long Last, int Dropped)> KeepAsync(CancellationToken cancellationToken)
    {
        var (last, dropped) = (0L, 0);
        while (_maker.TryMake(out var sampleCount))
        {
            if (_maker.Record.Length > GatewayStore.MaxRecordBytes)
            {
                LogTooLarge(_maker.Record.Length, GatewayStore.MaxRecordBytes);
                _maker.AddGap(_maker.GapOf(sampleCount));
                dropped += sampleCount;
                continue;
            }

            last = await _log.Buffer.AppendAsync(_maker.Record, sampleCount, cancellationToken);
        }

        return (last, dropped);
    }

    /// <summary>Keeps what the sources are owed and lets go of the samples: they are in the buffer's hands.</summary>
    private Receipt[] TakeReceipts(int dropped)
    {
        var receipts = new Receipt[_groups.Count];
        foreach (var (index, group) in _groups.Index())
        {
            var lost = Math.Min(dropped, group.Count);
            dropped -= lost;
            receipts[index] = new Receipt(group.Debt, group.Count - lost, lost);
            _queue.Return(group);
        }

        return receipts;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        await foreach (var (last, receipts) in _unsettled.Reader.ReadAllAsync(cancellationToken))
        {
            await _log.Buffer.WaitDurableAsync(last, cancellationToken);
            foreach (var receipt in receipts)
            {
                if (receipt.Debt is { } debt)
                {
                    _queue.Debts.Settle(debt, receipt.Accepted, receipt.Dropped);
                }
            }
        }
    }

    private readonly record struct Batch(long Last, Receipt[] Receipts);

    private readonly record struct Receipt(Debts.Debt? Debt, int Accepted, int Dropped);

    [LoggerMessage(LogLevel.Error, "A value makes a record of {Bytes} bytes; at most {MaxBytes} can be kept, so that it is lost and announced as a gap")]
    private partial void LogTooLarge(int bytes, int maxBytes);
}
