using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Knows since when values are missing of a subscription that was made anew, although the first values of its new life may come before the news of it,
/// and in another thread. Any thread.
/// </summary>
internal sealed class LifeWatch
{
    private readonly Lock _gate = new();
    private int _life;
    private long _lastTicks;

    // Of the first life there is no news.
    private int _told = 1;
    private long? _lostFromTicks;

    /// <summary>When the last values came, 100 ns ticks since 1601; 0 = none yet. Those that are only told again do not count.</summary>
    public long LastTicks
    {
        get
        {
            lock (_gate)
            {
                return _lastTicks;
            }
        }
    }

    /// <summary>Values came and are on their way.</summary>
    public void Take(in NotificationBatch batch)
    {
        lock (_gate)
        {
            var life = batch.Token.Life;
            if (batch.IsHeartbeat || life < _life)
            {
                return;
            }

            if (life > _life && life > _told)
            {
                _lostFromTicks ??= _lastTicks;
            }

            (_life, _lastTicks) = (life, batch.ReceivedTicks);
        }
    }

    /// <summary>The news of a life came: gives when the last values of those before it came; 0 = there were none.</summary>
    public long Renew(int life)
    {
        lock (_gate)
        {
            var from = _lostFromTicks ?? _lastTicks;
            (_told, _lostFromTicks) = (Math.Max(_told, life), null);
            return from;
        }
    }
}
