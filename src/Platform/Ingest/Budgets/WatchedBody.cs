using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>
/// Hands the body of a gateway's stream on, and says so when one message makes the platform wait too long between its first byte and
/// its last: gRPC switches the server's own least rate off for such streams. Only time spent waiting for the gateway counts.
/// </summary>
internal sealed class WatchedBody : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private readonly PipeReader _body;
    private readonly TimeSpan _messageWithin;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private ReadOnlySequence<byte> _read;
    private TimeSpan _left;
    private bool _isInMessage;

    public WatchedBody(PipeReader body, TimeSpan messageWithin, TimeProvider time)
    {
        (_body, _messageWithin, _time) = (body, messageWithin, time);
        _timer = time.CreateTimer(_ => Slow?.Invoke(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called on another thread when a message takes too long.</summary>
    public Action? Slow { get; set; }

    PipeReader IRequestBodyPipeFeature.Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = _body.ReadAsync(cancellationToken);
        if (reading.IsCompleted || !_isInMessage)
        {
            return Read(await reading);
        }

        var started = _time.GetTimestamp();
        _timer.Change(_left, Timeout.InfiniteTimeSpan);
        try
        {
            return Read(await reading);
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var left = _left - _time.GetElapsedTime(started);
            _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        var any = _body.TryRead(out result);
        if (any)
        {
            Read(result);
        }

        return any;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <summary>The reader consumes whole messages only: what it leaves is the beginning of the next.</summary>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var rest = _read.Slice(consumed).Length;
        if (!_isInMessage || rest < _read.Length)
        {
            _isInMessage = rest > 0;
            _left = _messageWithin;
        }

        _read = default;
        _body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    public void Dispose() => _timer.Dispose();

    private ReadResult Read(ReadResult result)
    {
        _read = result.Buffer;
        return result;
    }
}
