using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Intake;

/// <summary>Appends to one log what has arrived for it. One thread at a time.</summary>
internal sealed partial class LogIntake(GatewayLog log, PointTable points, ILogger logger)
{
    private readonly RecordMaker _maker = new(points);

    public DataClass Class => log.Class;

    public void Clear() => _maker.Clear();

    public void Add(in Sample sample) => _maker.Add(sample);

    public void Add(Gap gap) => _maker.Add(gap);

    /// <summary>Appends it all, in order; the points are declared durably before.</summary>
    /// <returns>The last record, 0 where there was none, and how many samples are too large to be kept.</returns>
    public async ValueTask<(long Last, int Dropped)> KeepAsync(CancellationToken cancellationToken)
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

            last = await log.Buffer.AppendAsync(_maker.Record, sampleCount, cancellationToken);
        }

        return (last, dropped);
    }

    /// <summary>Completes when the record is durable; at once for none.</summary>
    public ValueTask WaitDurableAsync(long last, CancellationToken cancellationToken) =>
        log.Buffer.WaitDurableAsync(last, cancellationToken);

    [LoggerMessage(LogLevel.Error, "A value makes a record of {Bytes} bytes; at most {MaxBytes} can be kept, so that it is lost and announced as a gap")]
    private partial void LogTooLarge(int bytes, int maxBytes);
}
