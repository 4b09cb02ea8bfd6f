namespace IndustrialGateway.Edge.Uplink;

/// <summary>Counts what is sent and not yet acknowledged on one stream, and makes the sender wait while that is too much.</summary>
/// <remarks>One sender; acknowledgements may come from another thread.</remarks>
internal sealed class SendWindow(long limitBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Before, int Bytes)> _sent = new();
    private long _limitBytes = limitBytes;
    private TaskCompletionSource? _room;

    /// <summary>Bytes under way.</summary>
    public long InFlightBytes { get; private set; }

    /// <summary>All sequences below are acknowledged on this stream.</summary>
    public long AcknowledgedBefore { get; private set; }

    /// <summary>Waits until so many bytes may go; a block larger than the whole window goes alone.</summary>
    public async ValueTask WaitForRoomAsync(int bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (InFlightBytes == 0 || InFlightBytes + bytes <= _limitBytes)
                {
                    return;
                }

                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Call before the bytes go out: their acknowledgement may be faster than the call that sends them returns.</summary>
    public void Sending(long before, int bytes)
    {
        lock (_gate)
        {
            _sent.Enqueue((before, bytes));
            InFlightBytes += bytes;
        }
    }

    /// <param name="before">All sequences below are stored.</param>
    /// <param name="limitBytes">The window from now on; 0 = as it is.</param>
    public void Acknowledge(long before, long limitBytes)
    {
        lock (_gate)
        {
            AcknowledgedBefore = Math.Max(AcknowledgedBefore, before);
            _limitBytes = limitBytes > 0 ? limitBytes : _limitBytes;
            while (_sent.TryPeek(out var oldest) && oldest.Before <= before)
            {
                InFlightBytes -= _sent.Dequeue().Bytes;
            }

            _room?.TrySetResult();
        }
    }

    /// <summary>Forgets what is under way, because it will be sent again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _sent.Clear();
            InFlightBytes = 0;
            _room?.TrySetResult();
        }
    }
}
