using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// The interval that one node's history is read of, and how far that has come, so that what came before an interruption is not taken again
/// after it.
/// </summary>
/// <param name="leadTicks">How far the times of its values run ahead of when they are sent; null = not known.</param>
internal sealed class NodeProgress(PlannedPoint point, long? leadTicks)
{
    /// <summary>A value that has not changed for weeks says nothing of the clocks.</summary>
    private const long MostLeadTicks = TimeSpan.TicksPerHour;

    private long _fromTicks = long.MinValue;
    private long _toTicks = long.MaxValue;
    private long _lastTicks = long.MinValue;
    private int _atLast;
    private long _resumeTicks = long.MinValue;
    private int _toSkip;

    public PlannedPoint Point => point;

    public bool IsDone { get; private set; }

    /// <summary>Its history cannot be read.</summary>
    public bool IsFailed { get; private set; }

    /// <summary>Values that were new.</summary>
    public ulong Count { get; private set; }

    /// <summary>Where to read on from.</summary>
    public UaDateTime From => new(Math.Max(_fromTicks, _lastTicks));

    /// <summary>Just behind the last that is to be read.</summary>
    public UaDateTime To => new(_toTicks);

    /// <summary>The node is going to be read again from <see cref="From"/> or before.</summary>
    public void Resume() => (_resumeTicks, _toSkip) = (_lastTicks, _atLast);

    /// <summary>Sets the interval: the gap's by the clock that the values' times are by, as far as that is known.</summary>
    /// <param name="fromTicks">By the server's clock.</param>
    /// <param name="toTicks">By the server's clock.</param>
    public void Bound(long fromTicks, long toTicks)
    {
        // A server whose clock is set back may end a loss before it began.
        var lead = Math.Clamp(leadTicks ?? 0, -MostLeadTicks, MostLeadTicks);
        _fromTicks = Math.Min(fromTicks + Math.Min(lead, 0), long.MaxValue - 1);
        _toTicks = Math.Max(toTicks + Math.Max(lead, 0), _fromTicks + 1);
    }

    /// <summary>Takes the next value, at this source time; false when it came before the interruption, or is none of the interval.</summary>
    public bool TryTake(long ticks)
    {
        if (ticks < _fromTicks || ticks >= _toTicks || ticks < _resumeTicks || (ticks == _resumeTicks && _toSkip-- > 0))
        {
            return false;
        }

        _atLast = ticks == _lastTicks ? _atLast + 1 : 1;
        _lastTicks = ticks;
        Count++;
        return true;
    }

    public void End(bool isFailed) => (IsDone, IsFailed) = (true, isFailed);
}
