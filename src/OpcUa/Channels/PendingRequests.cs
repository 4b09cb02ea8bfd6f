using System.Globalization;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>The requests that wait for their answers, each with its own time limit, at most so many at once. Safe for many threads.</summary>
internal sealed class PendingRequests : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Pending> _pending = [];
    private readonly int _max;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private bool _isSweeping;
    private uint _lastId;
    private UaException? _ended;

    public PendingRequests(int max, TimeProvider time)
    {
        _max = max;
        _time = time;
        _sweep = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>Makes room for a request and gives it its id.</summary>
    /// <exception cref="UaException">BadTooManyOperations, or why the channel ended.</exception>
    public Pending Add(TimeSpan timeout, Action<ServiceResponse?, UaException?>? completed = null)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                throw new UaException(_ended.Status, "The channel has ended.", _ended);
            }

            if (_pending.Count >= _max)
            {
                throw new UaException(StatusCode.BadTooManyOperations, $"{_max} requests wait for their answers already.");
            }

            do
            {
                _lastId++;
            }
            while (_lastId == 0 || _pending.ContainsKey(_lastId));

            var pending = new Pending(_lastId, timeout, _time.GetTimestamp(), completed);
            _pending.Add(_lastId, pending);
            if (!_isSweeping && timeout != Timeout.InfiniteTimeSpan)
            {
                _isSweeping = true;
                _sweep.Change(SweepPeriod, SweepPeriod);
            }

            return pending;
        }
    }

    /// <summary>Takes a request out; false when nobody waits for it (any longer).</summary>
    public bool TryTake(uint id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Pending? pending)
    {
        lock (_gate)
        {
            return _pending.Remove(id, out pending);
        }
    }

    /// <summary>Fails all that wait and all that come.</summary>
    public void End(UaException reason)
    {
        Pending[] all;
        lock (_gate)
        {
            _ended ??= reason;
            all = [.. _pending.Values];
            _pending.Clear();
        }

        foreach (var pending in all)
        {
            pending.Fail(new UaException(reason.Status, "The channel ended before the answer came.", reason));
        }
    }

    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        List<Pending>? late = null;
        lock (_gate)
        {
            _isSweeping = false;
            foreach (var pending in _pending.Values)
            {
                if (pending.Timeout == Timeout.InfiniteTimeSpan)
                {
                    continue;
                }

                _isSweeping = true;
                if (_time.GetElapsedTime(pending.Started) >= pending.Timeout)
                {
                    (late ??= []).Add(pending);
                }
            }

            late?.ForEach(pending => _pending.Remove(pending.Id));
            if (!_isSweeping)
            {
                // Publish requests have no limit: with them alone nothing needs to wake up.
                _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        late?.ForEach(pending => pending.Fail(new UaException(
            StatusCode.BadTimeout, string.Create(CultureInfo.InvariantCulture, $"No answer came within {pending.Timeout.TotalSeconds} s."))));
    }

    /// <summary>A request under way. Whoever takes it out says how it ended: to a callback where it stands, else to who awaits the answer.</summary>
    internal sealed class Pending(uint id, TimeSpan timeout, long started, Action<ServiceResponse?, UaException?>? completed)
    {
        private readonly TaskCompletionSource<ServiceResponse>? _source =
            completed is null ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

        public uint Id { get; } = id;

        public TimeSpan Timeout { get; } = timeout;

        public long Started { get; } = started;

        /// <summary>For a request without a callback.</summary>
        public Task<ServiceResponse> Answer => _source?.Task ?? throw new InvalidOperationException("The answer goes to a callback.");

        public void Succeed(ServiceResponse response)
        {
            completed?.Invoke(response, null);
            _source?.TrySetResult(response);
        }

        public void Fail(UaException reason)
        {
            completed?.Invoke(null, reason);
            if (_source?.TrySetException(reason) == true)
            {
                _ = _source.Task.Exception; // looked at here: who sent the request may have failed to, and be gone
            }
        }
    }
}
