using IndustrialGateway.Model;

namespace IndustrialGateway.Platform;

/// <summary>Samples whose values do not matter, at instants that are easy to count.</summary>
internal static class Some
{
    /// <summary>2026-01-01.</summary>
    public static readonly long Start = UaTime.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>A number of the point, good, <paramref name="second"/> seconds after <see cref="Start"/>.</summary>
    public static Sample Sample(int point, double value, double second = 0, uint status = 0) => new(
        point, Value.Of(value), status, Start + (long)(second * UaTime.TicksPerSecond), Start + (long)((second + 0.01) * UaTime.TicksPerSecond));

    public static string Name(string path, string gateway = PlatformUnderTest.Gateway) => $"gateways/{gateway}/points/{path}";
}
