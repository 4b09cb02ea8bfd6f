using System.Threading.Channels;
using IndustrialGateway.Edge.Buffers;

namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// Takes what has arrived, appends it to the buffer in order and tells the sources once it is durable. Batches grow with
/// the load; nothing waits for a timer. Stops only when everything handed in is durable.
/// </summary>
internal sealed partial class IntakeService(IntakeQueue queue, GatewayStore store, ILogger<IntakeService> logger)
    : BackgroundService
{
    /// <summary>Records appended and not yet durable; then the intake waits for the disk.</summary>
    private const int MaxUnsettled = 512;

    private const int MaxRows = 4096;

    private readonly List<SampleGroup> _groups = [];
    private readonly RecordMaker _maker = new(store.Points);
    private readonly Channel<Batch> _unsettled = Channel.CreateBounded<Batch>(
        new BoundedChannelOptions(MaxUnsettled) { SingleReader = true, SingleWriter = true });

    /// <summary>Ends the queue and waits until all of it is durable, or until the host's patience ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
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
            while (await queue.Reader.WaitToReadAsync(stoppingToken))
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
        _maker.Clear();
        while (_maker.RowCount < MaxRows && queue.Reader.TryRead(out var group))
        {
            _maker.Add(group);
            _groups.Add(group);
        }

        return _groups;
    }

    private async Task KeepAsync(List<SampleGroup> groups, CancellationToken cancellationToken)
    {
        await _maker.DeclareAsync(cancellationToken);
        var last = 0L;
        var dropped = 0;
        while (_maker.TryMake(out var sampleCount))
        {
            if (_maker.Record.Length > GatewayStore.MaxRecordBytes)
            {
                LogTooLarge(_maker.Record.Length, GatewayStore.MaxRecordBytes);
                _maker.AddGap(_maker.GapOf(sampleCount));
                dropped += sampleCount;
                continue;
            }

            last = await store.Process.AppendAsync(_maker.Record, sampleCount, cancellationToken);
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
            queue.Return(group);
        }

        return receipts;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        await foreach (var (last, receipts) in _unsettled.Reader.ReadAllAsync(cancellationToken))
        {
            await store.Process.WaitDurableAsync(last, cancellationToken);
            foreach (var receipt in receipts)
            {
                receipt.Owner?.Settled(receipt.Token, receipt.Accepted, receipt.Dropped);
            }
        }
    }

    private readonly record struct Batch(long Last, Receipt[] Receipts);

    private readonly record struct Receipt(ISettlement? Owner, long Token, int Accepted, int Dropped);

    [LoggerMessage(LogLevel.Error, "A value makes a record of {Bytes} bytes; at most {MaxBytes} can be kept, so that it is lost and announced as a gap")]
    private partial void LogTooLarge(int bytes, int maxBytes);

    [LoggerMessage(LogLevel.Error, "Not everything that was taken could be made durable before the stop; the machines still hold what they were not told")]
    private partial void LogImpatient();
}
