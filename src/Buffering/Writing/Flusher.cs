using IndustrialGateway.Buffering.Disk;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// The one thread that touches the disk: writes and syncs what has gathered, again and again without a timer (natural
/// group commit), removes what is acknowledged, and when the disk refuses, waits and tries again.
/// </summary>
internal sealed partial class Flusher : IDisposable
{
    private static readonly TimeSpan CursorEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private readonly AutoResetEvent _work = new(false);
    private readonly AutoResetEvent _retry = new(false);
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

    public Flusher(Inlet inlet, SegmentWriter writer, Reclaim reclaim, TimeProvider time, ILogger logger)
    {
        (_inlet, _writer, _reclaim, _logger) = (inlet, writer, reclaim, logger);
        _timer = time.CreateTimer(static state => ((Flusher)state!).Tick(), this, CursorEvery, RetryEvery);
    }

    /// <summary>Completes when the thread has ended; faults when it ended because of a bug.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The disk refuses.</summary>
    public bool Stalled => _stalled;

    /// <summary>There is no room, and nothing may be dropped for it.</summary>
    public bool IsFull => _full;

    public long Errors => Interlocked.Read(ref _errors);

    public void Start() => new Thread(Run) { IsBackground = true, Name = "buffer flusher" }.Start();

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

    private void Run()
    {
        try
        {
            while (WriteGroup() || WaitForWork())
            {
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
    }

    private void Close(Exception reason)
    {
        _writer.Durable.End(reason);
        _inlet.Taken.End(reason);
    }

    /// <summary>False when there was nothing to write, or when it is to stop with the disk refusing.</summary>
    private bool WriteGroup()
    {
        var group = _inlet.Take();
        if (group.IsEmpty)
        {
            Tidy();
            return false;
        }

        var done = 0;
        for (var attempt = 1; !TryWrite(group.Span, ref done, attempt); attempt++)
        {
            if (_stopping && attempt > 1)
            {
                LogGivenUp(group.Length - done);
                return false;
            }
        }

        _inlet.Release();
        Tidy();
        return true;
    }

    private bool TryWrite(Span<byte> group, ref int done, int attempt)
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

            return true;
        }
        catch (BufferFullException)
        {
            if (!_full)
            {
                _full = true;
                LogFull();
            }

            WaitToRetry();
            return false;
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
            Interlocked.Increment(ref _errors);
            if (attempt == 1)
            {
                LogRewrite(failure);
                return false;
            }

            if (!_stalled)
            {
                _stalled = true;
                LogStalled(failure);
            }

            WaitToRetry();
            return false;
        }
    }

    private void WaitToRetry()
    {
        if (!_stopping)
        {
            _retry.WaitOne();
        }

        Tidy();
    }

    /// <summary>False when it is to stop.</summary>
    private bool WaitForWork()
    {
        if (_stopping)
        {
            return false;
        }

        Volatile.Write(ref _idle, 1);
        Interlocked.MemoryBarrier();
        if (_inlet.Unsynced == 0 && !_stopping)
        {
            _work.WaitOne();
        }

        Volatile.Write(ref _idle, 0);
        return true;
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
