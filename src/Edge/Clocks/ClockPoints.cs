using IndustrialGateway.Edge.Sources;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Clocks;

/// <summary>
/// What the gateway's own points of clocks are called: one of its own clock, and one for each source. They belong to no machine, so that a machine is
/// not taken for connected because the gateway has something to say of it.
/// </summary>
internal static class ClockPoints
{
    /// <summary>The gateway's clock minus the platform's.</summary>
    public static PointDescription OfGateway { get; } =
        Describe("_gateway/clock/lead", "clock", "Gateway's clock ahead of the platform's");

    /// <summary>The clock of a source minus the gateway's.</summary>
    public static PointDescription OfSource(string source) =>
        Describe($"_gateway/sources/{source}/clock/lead", $"sources/{source}/clock", $"Clock of {source} ahead of the gateway's");

    /// <summary>Keeps their paths from points of machines.</summary>
    public static void Reserve(PointPaths paths, IEnumerable<string> sources)
    {
        foreach (var point in sources.Select(OfSource).Prepend(OfGateway))
        {
            paths.Claim(point.Path, mark: "", point.SourceAddress);
        }
    }

    private static PointDescription Describe(string path, string address, string displayName) => new()
    {
        Path = path,
        Unit = "s",
        SourceAddress = PointDescription.GatewaysOwn + address,
        DisplayName = displayName,
        DataType = DataType.Double,
        Class = DataClass.Diagnostic,
    };
}
