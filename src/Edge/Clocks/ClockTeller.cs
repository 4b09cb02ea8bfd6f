using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Clocks;

/// <summary>
/// Decides when the lead of one clock is worth a value of its point: every minute while it is measured, at once when it has changed by more than 100 ms or
/// begins or ceases to be measured, and never more often than every ten seconds. For one caller.
/// </summary>
/// <param name="point">The point's handle in the gateway.</param>
/// <param name="isKnown">Whether values of an earlier run are there, which would be taken for present ones.</param>
/// <param name="time">The gateway's clock.</param>
internal sealed class ClockTeller(int point, bool isKnown, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    /// <summary>Clocks that are kept by NTP over a network of a plant stay well within it.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Digits of a second: no probe is better than that.</summary>
    private const int Digits = 6;

    private TimeSpan? _lead;
    private bool _isGood = isKnown;
    private long? _told = isKnown ? time.GetTimestamp() : null;

    /// <summary>The value that is due, in seconds; null = none is.</summary>
    /// <param name="lead">As measured now; null = it is not.</param>
    public Sample? Next(TimeSpan? lead)
    {
        var silence = _told is { } told ? time.GetElapsedTime(told) : TimeSpan.MaxValue;
        if (silence < LeastInterval || !IsNews(lead, silence))
        {
            return null;
        }

        (_isGood, _told, _lead) = (lead is not null, time.GetTimestamp(), lead ?? _lead);
        var now = UaTime.FromDateTimeOffset(time.GetUtcNow());
        return new Sample(point, _lead is { } known ? Value.Of(SecondsOf(known)) : Value.Null, StatusOf(lead), now, now);
    }

    private bool IsNews(TimeSpan? lead, TimeSpan silence) => lead is { } measured
        ? !_isGood || silence >= Interval || _lead is not { } last || (measured - last).Duration() > Step
        : _isGood;

    // Part 8 §6.3.2: what was updating the value has stopped doing so.
    private uint StatusOf(TimeSpan? lead) => lead is not null ? Quality.Good
        : (_lead is null ? StatusCode.BadWaitingForInitialData : StatusCode.UncertainLastUsableValue).Value;

    // No zero with a sign, which would be an exception in the column of decimals.
    private static double SecondsOf(TimeSpan lead) => Math.Round(lead.TotalSeconds, Digits) + 0.0;
}
