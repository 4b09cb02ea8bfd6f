using System.Threading.Tasks.Sources;

namespace IndustrialGateway.Buffering;

/// <summary>A number that only grows, and those who wait until it has reached theirs; waiting allocates nothing once warm.</summary>
internal sealed class Watermark(long value)
{
    private readonly Lock _gate = new();
    private long _value = value;
    private Waiter? _waiting;
    private Waiter? _free;
    private Exception? _ended;
    private Action[] _watchers = [];

    public long Value => Volatile.Read(ref _value);

    /// <summary>Completes when the number is at least <paramref name="target"/>; faults when it can no longer grow.</summary>
    public ValueTask WaitAsync(long target, CancellationToken cancellationToken)
    {
        if (Value >= target)
        {
            return ValueTask.CompletedTask;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Waiter waiter;
        lock (_gate)
        {
            if (_value >= target)
            {
                return ValueTask.CompletedTask;
            }

            if (_ended is not null)
            {
                return ValueTask.FromException(_ended);
            }

            waiter = _free ?? new Waiter(this);
            _free = waiter.Following;
            waiter.Target = target;
            waiter.Following = _waiting;
            _waiting = waiter;
        }

        return waiter.BeginAsync(cancellationToken);
    }

    public void Advance(long value)
    {
        Waiter? reached = null;
        lock (_gate)
        {
            Volatile.Write(ref _value, value);
            for (ref var link = ref _waiting; link is not null;)
            {
                var waiter = link;
                if (waiter.Target <= value)
                {
                    link = waiter.Following;
                    waiter.Following = reached;
                    reached = waiter;
                }
                else
                {
                    link = ref waiter.FollowingLink;
                }
            }
        }

        Complete(reached, failure: null);
        foreach (var watcher in Volatile.Read(ref _watchers))
        {
            watcher();
        }
    }

    /// <summary>Has an action called after each advance, on the thread that advances, until the result is disposed.</summary>
    public IDisposable Watch(Action advanced)
    {
        lock (_gate)
        {
            _watchers = [.. _watchers, advanced];
        }

        return new Watching(this, advanced);
    }

    /// <summary>The number will not grow any more: all who wait, and all who come, get <paramref name="reason"/>.</summary>
    public void End(Exception reason)
    {
        Waiter? all;
        lock (_gate)
        {
            _ended ??= reason;
            all = _waiting;
            _waiting = null;
        }

        Complete(all, reason);
    }

    private static void Complete(Waiter? waiter, Exception? failure)
    {
        while (waiter is not null)
        {
            var following = waiter.Following;
            waiter.Following = null;
            waiter.Complete(failure);
            waiter = following;
        }
    }

    private bool Remove(Waiter waiter)
    {
        lock (_gate)
        {
            for (ref var link = ref _waiting; link is not null; link = ref link.FollowingLink)
            {
                if (link == waiter)
                {
                    link = waiter.Following;
                    waiter.Following = null;
                    return true;
                }
            }

            return false;
        }
    }

    private void Recycle(Waiter waiter)
    {
        lock (_gate)
        {
            waiter.Following = _free;
            _free = waiter;
        }
    }

    private sealed class Watching(Watermark owner, Action advanced) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                var watchers = owner._watchers.ToList();
                watchers.Remove(advanced);
                owner._watchers = [.. watchers];
            }
        }
    }

    private sealed class Waiter(Watermark owner) : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
        private CancellationTokenRegistration _registration;
        private Waiter? _following;

        public long Target { get; set; }

        public Waiter? Following
        {
            get => _following;
            set => _following = value;
        }

        public ref Waiter? FollowingLink => ref _following;

        public ValueTask BeginAsync(CancellationToken cancellationToken)
        {
            var version = _core.Version;
            _registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((Waiter)state!).Cancel(token), this);
            return new ValueTask(this, version);
        }

        public void Complete(Exception? failure)
        {
            if (failure is null)
            {
                _core.SetResult(true);
            }
            else
            {
                _core.SetException(failure);
            }
        }

        public void GetResult(short token)
        {
            try
            {
                _core.GetResult(token);
            }
            finally
            {
                // Waits for a callback that is running, so that it cannot meet the next user of this object.
                _registration.Dispose();
                _registration = default;
                _core.Reset();
                owner.Recycle(this);
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private void Cancel(CancellationToken token)
        {
            if (owner.Remove(this))
            {
                _core.SetException(new OperationCanceledException(token));
            }
        }
    }
}
