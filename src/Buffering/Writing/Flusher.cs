using IndustrialGateway.Buffering.Disk;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// The one loop that touches the disk: writes and syncs what has gathered, again and again without a timer (natural
/// group commit), removes what is acknowledged, and when the disk refuses, waits and tries again.
/// </summary>
internal sealed partial class Flusher : IDisposable
{
    private static readonly TimeSpan CursorEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private readonly ISignal _work;
    private readonly ISignal _retry;
    private readonly ILoopCarrier _carrier;
    private readonly Inlet _inlet;
    private readonly SegmentWriter _writer;
    private readonly Reclaim _reclaim;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _idle;
    private volatile bool _stopping;
    private volatile bool _cursorDue;
    private volatile bool _stalled;
    private volatile bool _full;
    private long _errors;

    public Flusher(Inlet inlet, SegmentWriter writer, Reclaim reclaim, BufferHost host, ILogger logger)
    {
        (_inlet, _writer, _reclaim, _logger) = (inlet, writer, reclaim, logger);
        _carrier = host.Loops;
        (_work, _retry) = (_carrier.CreateSignal(), _carrier.CreateSignal());
        _timer = host.Time.CreateTimer(static state => ((Flusher)state!).Tick(), this, CursorEvery, RetryEvery);
    }

    /// <summary>Completes when the loop has ended; faults when it ended because of a bug.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The disk refuses.</summary>
    public bool Stalled => _stalled;

    /// <summary>There is no room, and nothing may be dropped for it.</summary>
    public bool IsFull => _full;

    public long Errors => Interlocked.Read(ref _errors);

    public void Start() => _carrier.Start("buffer flusher", Run());

    /// <summary>Something was appended or acknowledged.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _idle, 0) == 1)
        {
            _work.Set();
        }
    }

    /// <summary>Space may have come free: do not wait for the next try.</summary>
    public void WakeStalled()
    {
        if (_stalled || _full)
        {
            _retry.Set();
        }
    }

    /// <summary>Makes one last try for what still waits and ends.</summary>
    public void Stop()
    {
        _stopping = true;
        _work.Set();
        _retry.Set();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _work.Dispose();
        _retry.Dispose();
    }

    private void Tick()
    {
        _cursorDue = true;
        Wake();
        WakeStalled();
    }

    private IEnumerable<ISignal> Run()
    {
        using var groups = WriteGroups().GetEnumerator();
        while (TryGoOn(groups))
        {
            yield return groups.Current;
        }
    }

    /// <summary>False at the end, whether it was asked for or not.</summary>
    private bool TryGoOn(IEnumerator<ISignal> groups)
    {
        try
        {
            if (groups.MoveNext())
            {
                return true;
            }

            _writer.SealActive();
            Try(() => _reclaim.Save());
            Close(new ObjectDisposedException(nameof(DurableBuffer)));
            _ended.SetResult();
        }
        catch (Exception failure)
        {
            LogFailed(failure);
            Close(new IOException("The buffer's flusher ended.", failure));
            _ended.SetException(failure);
        }

        return false;
    }

    private void Close(Exception reason)
    {
        _writer.Durable.End(reason);
        _inlet.Taken.End(reason);
    }

    /// <summary>Writes group after group until it is to stop; between them it waits for the signals that it gives.</summary>
    private IEnumerable<ISignal> WriteGroups()
    {
        while (true)
        {
            var group = _inlet.Take();
            if (group.IsEmpty)
            {
                Tidy();
                if (_stopping)
                {
                    yield break;
                }

                if (IsIdle())
                {
                    yield return _work;
                }

                Volatile.Write(ref _idle, 0);
                continue;
            }

            var done = 0;
            for (var attempt = 1; TryWrite(group.Span, ref done, attempt) is var came && came != Outcome.Written; attempt++)
            {
                if (came == Outcome.MustWait && !_stopping)
                {
                    yield return _retry;
                }

                if (came == Outcome.MustWait)
                {
                    Tidy();
                }

                if (_stopping && attempt > 1)
                {
                    LogGivenUp(group.Length - done);
                    yield break;
                }
            }

            _inlet.Release();
            Tidy();
        }
    }

    private Outcome TryWrite(Span<byte> group, ref int done, int attempt)
    {
        try
        {
            _writer.Write(group, ref done);
            if (_stalled)
            {
                _stalled = false;
                LogHealed();
            }

            if (_full)
            {
                _full = false;
                LogRoom();
            }

            return Outcome.Written;
        }
        catch (BufferFullException)
        {
            if (!_full)
            {
                _full = true;
                LogFull();
            }

            return Outcome.MustWait;
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
            Interlocked.Increment(ref _errors);
            if (attempt == 1)
            {
                LogRewrite(failure);
                return Outcome.TryAgain;
            }

            if (!_stalled)
            {
                _stalled = true;
                LogStalled(failure);
            }

            return Outcome.MustWait;
        }
    }

    /// <summary>From now on whoever appends sets the signal; false when somebody has appended before.</summary>
    private bool IsIdle()
    {
        Volatile.Write(ref _idle, 1);
        Interlocked.MemoryBarrier();
        return _inlet.Unsynced == 0 && !_stopping;
    }

    /// <summary>Gives space back, and saves the cursor once in a while.</summary>
    private void Tidy()
    {
        var isDue = _cursorDue;
        _cursorDue = false;
        if (isDue)
        {
            _writer.SealWhenTooOld();
        }

        Try(() => _reclaim.Tidy(isDue));
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
            Interlocked.Increment(ref _errors);
            LogCursor(failure);
        }
    }

    /// <summary>What came of a try to write a group.</summary>
    private enum Outcome
    {
        Written,

        /// <summary>Refused for the first time: at once, elsewhere.</summary>
        TryAgain,

        /// <summary>Refused again, or no room: once a second has passed or room is made.</summary>
        MustWait,
    }

    [LoggerMessage(LogLevel.Error, "The disk refused a group of records; they are written again into a new segment")]
    private partial void LogRewrite(Exception failure);

    [LoggerMessage(LogLevel.Error, "Nothing can be made durable; appending waits until the disk takes data again")]
    private partial void LogStalled(Exception failure);

    [LoggerMessage(LogLevel.Warning, "The disk takes data again")]
    private partial void LogHealed();

    [LoggerMessage(LogLevel.Warning, "The buffer is full: what comes waits until the records in it are acknowledged")]
    private partial void LogFull();

    [LoggerMessage(LogLevel.Information, "The buffer has room again")]
    private partial void LogRoom();

    [LoggerMessage(LogLevel.Error, "Closing with {Bytes} bytes that there is no room for or that the disk refuses; nobody was told that they are durable")]
    private partial void LogGivenUp(int bytes);

    [LoggerMessage(LogLevel.Warning, "The cursor could not be saved; acknowledged segments stay until it can")]
    private partial void LogCursor(Exception failure);

    [LoggerMessage(LogLevel.Critical, "The flusher ended; nothing more becomes durable")]
    private partial void LogFailed(Exception failure);
}
