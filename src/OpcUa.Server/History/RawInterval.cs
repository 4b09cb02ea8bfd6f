using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.History;

/// <summary>Chooses the raw values of an interval, in its direction, with bounding values where they are asked for (Part 11 §6.4.3.2).</summary>
internal static class RawInterval
{
    /// <param name="values">In the order of their times.</param>
    /// <exception cref="UaException">Less than two of start, end and number are given.</exception>
    public static DataValue[] Choose(DataValue[] values, ReadRawModifiedDetails details)
    {
        var (start, end) = (details.StartTime, details.EndTime);
        var given = (start.IsNull ? 0 : 1) + (end.IsNull ? 0 : 1) + (details.NumValuesPerNode == 0 ? 0 : 1);
        if (given < 2)
        {
            throw new UaException(StatusCode.BadInvalidTimestampArgument, "Two of start, end and number of values say what is wanted.");
        }

        var isBackward = start.IsNull || (!end.IsNull && end < start);
        DataValue[] ordered = isBackward ? [.. values.Reverse()] : values;
        var from = start.IsNull ? end : start;
        var to = start.IsNull || end.IsNull ? (UaDateTime?)null : end;
        var inside = ordered.Where(value => IsInside(value.SourceTimestamp, from, to, isBackward));
        return [.. details.ReturnBounds ? WithBounds(ordered, [.. inside], from, to, isBackward) : inside];
    }

    /// <summary>The start is in the interval, the end is not; an interval of one instant has its values.</summary>
    private static bool IsInside(UaDateTime time, UaDateTime from, UaDateTime? to, bool isBackward) =>
        (isBackward ? time <= from : time >= from) && (to is not { } end || (end == from ? time == from : isBackward ? time > end : time < end));

    private static IEnumerable<DataValue> WithBounds(DataValue[] ordered, DataValue[] inside, UaDateTime from, UaDateTime? to, bool isBackward)
    {
        if (inside.Length == 0 || inside[0].SourceTimestamp != from)
        {
            var before = ordered.LastOrDefault(value => isBackward ? value.SourceTimestamp > from : value.SourceTimestamp < from);
            yield return before.SourceTimestamp.IsNull ? Missing(from) : before;
        }

        foreach (var value in inside)
        {
            yield return value;
        }

        if (to is { } end && end != from)
        {
            var after = ordered.FirstOrDefault(value => isBackward ? value.SourceTimestamp <= end : value.SourceTimestamp >= end);
            yield return after.SourceTimestamp.IsNull ? Missing(end) : after;
        }
    }

    private static DataValue Missing(UaDateTime at) => new(Variant.Null, StatusCode.BadBoundNotFound, at);
}
