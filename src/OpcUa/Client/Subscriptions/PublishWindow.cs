namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// How many Publish requests wait at the server: one for each subscription, one for each message that a publishing interval brings while a
/// request is on its way, and a few more; fewer when the server finds them too many, and again one more now and then.
/// </summary>
internal sealed class PublishWindow(TimeProvider time, int? learnt, Action<int> refused)
{
    /// <summary>Each costs memory at the server, and one of our own here.</summary>
    public const int Max = 64;

    private const int Margin = 3;

    private static readonly TimeSpan FirstPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxPatience = TimeSpan.FromHours(1);

    private int _cap = Math.Clamp(learnt ?? Max, 1, Max);
    private TimeSpan _patience = FirstPatience;
    private bool _isTrying;
    private long _settled = time.GetTimestamp();

    public int Wanted(UaSubscription[] subscriptions, TimeSpan roundTrip)
    {
        if (subscriptions.Length == 0)
        {
            return 0;
        }

        GrowAgain();
        var wanted = Margin;
        foreach (var subscription in subscriptions)
        {
            var onTheWay = subscription.Live is { } live ? roundTrip / live.PublishingInterval : 0;
            wanted += 1 + (int)Math.Clamp(Math.Ceiling(onTheWay), 0, Max);
            if (wanted >= _cap)
            {
                return _cap;
            }
        }

        return wanted;
    }

    /// <summary>The server found one too many (BadTooManyPublishRequests, Part 4 §5.14.5): it keeps the others.</summary>
    /// <param name="outstanding">With the refused one.</param>
    public void Refused(int outstanding)
    {
        var cap = Math.Max(1, Math.Min(_cap, outstanding - 1));
        _patience = _isTrying && cap < _cap ? Longer(_patience) : _patience;
        (_cap, _isTrying) = (cap, false);
        _settled = time.GetTimestamp();
        refused(cap);
    }

    // A server is asked seldom and seldomer whether it takes more by now.
    private void GrowAgain()
    {
        if (_cap < Max && time.GetElapsedTime(_settled) >= _patience)
        {
            _cap++;
            _isTrying = true;
            _settled = time.GetTimestamp();
        }
    }

    private static TimeSpan Longer(TimeSpan patience) => patience * 2 < MaxPatience ? patience * 2 : MaxPatience;
}
