using System.Collections.Frozen;

namespace IndustrialGateway.Platform.Access;

/// <summary>What a key may be allowed to read.</summary>
internal static class Scopes
{
    public const string Telemetry = "telemetry.read";
    public const string History = "history.read";
    public const string Catalog = "catalog.read";
    public const string Pilots = "pilots.read";
    public const string Apps = "apps.read";
    public const string Line = "line.read";

    public static readonly FrozenSet<string> All =
        FrozenSet.Create(StringComparer.Ordinal, Telemetry, History, Catalog, Pilots, Apps, Line);
}
