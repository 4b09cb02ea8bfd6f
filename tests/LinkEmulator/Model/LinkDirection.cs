using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>
/// One direction of a link as a calculation: says of each packet, when it is offered, when it arrives or why it does not. In order, as 5G radio in
/// acknowledged mode delivers (3GPP TS 38.322): a late packet holds up those behind it. No clock, no thread: the same seed and the same offers have
/// the same fate.
/// </summary>
internal sealed class LinkDirection(DirectionProfile profile, Interruptions interruptions, long seed)
{
    private readonly Dice _loss = Dice.Stream(seed, 0);
    private readonly Dice _burst = Dice.Stream(seed, 1);
    private readonly Dice _delay = Dice.Stream(seed, 2);
    private readonly Dice _tail = Dice.Stream(seed, 3);
    private readonly Dice _keep = Dice.Stream(seed, 4);
    private bool _isBad;
    private TimeSpan _free;
    private TimeSpan _last;

    public DirectionProfile Profile { get; set; } = profile;

    public Interruptions Interruptions { get; set; } = interruptions;

    /// <param name="now">Since the link began; does not go back.</param>
    /// <param name="bytes">The packet's length.</param>
    public Fate Offer(TimeSpan now, int bytes)
    {
        // All dice fall for every packet, so that what becomes of one does not depend on settings that another one met.
        var lost = _loss.Falls(Profile.Loss);
        var lostInBurst = FallsInBurst();
        var delay = Delay();
        var kept = Interruptions.IsHandover(now, out var end, out var failed) ? TryKeep(failed) : (bool?)null;
        if (bytes > Profile.Mtu)
        {
            return Fate.Lost(Drop.Mtu);
        }

        if (Interruptions.IsOutage(now))
        {
            return Fate.Lost(Drop.Outage);
        }

        if (lost || lostInBurst)
        {
            return Fate.Lost(lost ? Drop.Loss : Drop.Burst);
        }

        return kept == false ? Fate.Lost(Drop.Handover) : Send(now, kept == true ? end : now, bytes, delay);
    }

    private Fate Send(TimeSpan now, TimeSpan earliest, int bytes, TimeSpan delay)
    {
        var start = _free > earliest ? _free : earliest;
        if ((start - now).TotalMilliseconds > Profile.QueueMs)
        {
            return Fate.Lost(Drop.Queue);
        }

        _free = start + TimeSpan.FromMicroseconds(bytes * 8 / Profile.Rate);
        var due = _free + delay;
        _last = due > _last ? due : _last;
        return new Fate(_last, Drop.None);
    }

    private bool TryKeep(bool failed) => _keep.Falls(Interruptions.Keep) && !failed;

    private TimeSpan Delay()
    {
        var normal = _delay.Normal();
        var isTail = _tail.Falls(Profile.TailP);
        var tail = _tail.Within(Profile.Tail);
        return TimeSpan.FromMilliseconds(Profile.Base + (Profile.Med * Math.Exp(Profile.Sigma * normal)) + (isTail ? tail : 0));
    }

    private bool FallsInBurst()
    {
        var (change, loss) = (_burst.Next(), _burst.Next());
        if (Profile.Ge is not { } burst)
        {
            _isBad = false;
            return false;
        }

        _isBad = _isBad ? change >= burst.ToGood : change < burst.ToBad;
        return _isBad && loss < burst.LossInBad;
    }
}
