using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>
/// When the radio is away: handovers and outages, the same for the same seed. Both directions ask one of their own with one seed, so that they are
/// interrupted together without having to agree. A time before one that was asked for already may be taken as undisturbed.
/// </summary>
internal sealed class Interruptions
{
    private readonly HandoverProfile? _handover;
    private readonly OutageProfile? _outage;
    private readonly TimeSpan _since;
    private readonly Dice _dice;
    private TimeSpan _start = TimeSpan.MaxValue;
    private TimeSpan _end = TimeSpan.MaxValue;
    private bool _failed;

    /// <param name="since">The time from which the first interval and the first period count.</param>
    public Interruptions(HandoverProfile? handover, OutageProfile? outage, long seed, TimeSpan since)
    {
        (_handover, _outage, _since, _dice) = (handover, outage, since, Dice.Stream(seed, 100));
        if (handover is not null)
        {
            Next(handover, since);
        }
    }

    /// <summary>The probability that a packet lives through a handover.</summary>
    public double Keep => _handover?.Keep ?? 1;

    public bool IsOutage(TimeSpan now) =>
        _outage is not null && (now - _since).TotalMilliseconds % _outage.PeriodMs >= _outage.PeriodMs - _outage.LenMs;

    /// <summary>The handover that is going on.</summary>
    /// <param name="end">When it ends.</param>
    /// <param name="failed">Whether it goes wrong: then nothing is kept.</param>
    public bool IsHandover(TimeSpan now, out TimeSpan end, out bool failed)
    {
        while (_handover is not null && now >= _end)
        {
            Next(_handover, _end);
        }

        (end, failed) = (_end, _failed);
        return now >= _start;
    }

    private void Next(HandoverProfile handover, TimeSpan after)
    {
        _start = after + TimeSpan.FromMilliseconds(_dice.Within(handover.EveryMs));
        _failed = _dice.Falls(handover.FailP);
        _end = _start + TimeSpan.FromMilliseconds(_dice.Within(_failed ? handover.RlfMs : handover.GapMs));
    }
}
