using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>Counts samples one after the other; most are of the subject and the minute of the one before, and cost no look-up.</summary>
internal sealed class SubjectCounter(FigureDelta delta, Connectivity connectivity, TimeSpan timelyWithin)
{
    private string _subject = "";
    private long _minute = long.MinValue;
    private Figures? _figures;
    private long _lastGood = long.MinValue;

    /// <param name="subject">A resource name; the same string object for the same subject.</param>
    /// <param name="receivedTicks">100 ns ticks since 1601.</param>
    /// <param name="status">OPC UA status code.</param>
    /// <param name="latency">Source timestamp to publication.</param>
    public void Count(string subject, long receivedTicks, uint status, TimeSpan latency)
    {
        var minute = receivedTicks / TimeSpan.TicksPerMinute;
        if (_figures is null || minute != _minute || !ReferenceEquals(subject, _subject))
        {
            Settle();
            (_subject, _minute) = (subject, minute);
            _figures = delta.Of(subject, Window.MinuteOf(UaTime.ToDateTimeOffset(receivedTicks)));
        }

        _figures[Pilots.Count.Stored]++;
        _figures[Pilots.Count.Timely] += latency <= timelyWithin ? 1 : 0;
        _figures.Latency.Add(latency);
        if (Quality.IsGood(status))
        {
            _figures[Pilots.Count.Good]++;
            _lastGood = Math.Max(_lastGood, receivedTicks);
        }
    }

    /// <summary>Ends a run: tells when the subject was last good, and lets go of the delta's counts.</summary>
    public void Settle()
    {
        if (_lastGood != long.MinValue)
        {
            connectivity.Good(_subject, UaTime.ToDateTimeOffset(_lastGood));
        }

        _lastGood = long.MinValue;
        _figures = null;
    }
}
