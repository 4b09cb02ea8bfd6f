using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>Instants between the product's ticks (100 ns since 1601) and protobuf.</summary>
internal static class WireTime
{
    /// <summary>A year outside 1 to 9999, which JSON cannot say, becomes the nearest that it can.</summary>
    public static Timestamp ToTimestamp(long ticks) => Timestamp.FromDateTimeOffset(UaTime.ToDateTimeOffset(ticks));

    /// <summary>The instant of a request's field; refuses one that is none.</summary>
    public static long ToTicks(Timestamp time, string field) =>
        UaTime.TryFromTimestamp(time.Seconds, time.Nanos, out var ticks)
            ? ticks
            : throw RefusalException.InvalidField(field, "is no instant between the years 1 and 9999");

    /// <summary>The duration of a request's field; refuses one that is negative, malformed or longer than a day.</summary>
    public static TimeSpan ToTimeSpan(Duration? duration, string field)
    {
        if (duration is null)
        {
            return TimeSpan.Zero;
        }

        return duration.Seconds is >= 0 and <= 86_400 && duration.Nanos is >= 0 and < 1_000_000_000
            ? duration.ToTimeSpan()
            : throw RefusalException.InvalidField(field, "must be from 0 to 24 hours");
    }

    public static long NowTicks(this TimeProvider time) => UaTime.FromDateTimeOffset(time.GetUtcNow());
}
