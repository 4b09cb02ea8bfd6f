using System.Collections.Immutable;
using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>A gateway as the catalogue knows it; what changes by the second is on the line's board.</summary>
/// <param name="Id">Its number in the historian.</param>
/// <param name="Key">The id of its certificate.</param>
/// <param name="SoftwareVersion">As it last told.</param>
/// <param name="LastSeenTicks">100 ns ticks since 1601; when its last stream began or ended.</param>
internal sealed record GatewayEntry(int Id, string Key, string SoftwareVersion, long LastSeenTicks)
{
    /// <summary>The resource name, <c>gateways/{gateway}</c>.</summary>
    public string Name { get; } = "gateways/" + Key;
}

/// <summary>A point: one path of one gateway. When its type changes it stays the same point; each stored value has its own type.</summary>
internal sealed record PointEntry(
    int Id,
    GatewayEntry Gateway,
    string Path,
    string Equipment,
    string DisplayName,
    DataType DataType,
    int ValueRank,
    string Unit,
    string SourceAddress,
    EnumTexts EnumTexts)
{
    /// <summary>The resource name, <c>gateways/{gateway}/points/{path}</c>.</summary>
    public string Name { get; } = $"{Gateway.Name}/points/{Path}";

    /// <summary>It tells of the gateway itself, not of what the factory measures.</summary>
    public bool IsGateways => SourceAddress.StartsWith(PointDescription.GatewaysOwn, StringComparison.Ordinal);

    /// <summary>The machine's resource name; empty when the point belongs to none.</summary>
    public string EquipmentName => Equipment.Length == 0 ? string.Empty : $"{Gateway.Name}/equipment/{Equipment}";
}

/// <summary>A machine and its points, in order of path.</summary>
internal sealed record EquipmentEntry(GatewayEntry Gateway, string Key, ImmutableArray<PointEntry> Points)
{
    public string Name => $"{Gateway.Name}/equipment/{Key}";
}

/// <summary>One gateway and all its points at one time.</summary>
internal sealed class GatewayPoints
{
    private readonly Dictionary<string, PointEntry> _byPath;
    private readonly Lazy<ImmutableArray<PointEntry>> _ordered;
    private readonly Lazy<ImmutableArray<EquipmentEntry>> _equipment;

    public GatewayPoints(GatewayEntry gateway, Dictionary<string, PointEntry> byPath)
    {
        Gateway = gateway;
        _byPath = byPath;
        _ordered = new(() => [.. byPath.Values.OrderBy(point => point.Path, StringComparer.Ordinal)]);
        _equipment = new(() =>
        [
            .. Ordered.Where(point => point.Equipment.Length > 0)
                .GroupBy(point => point.Equipment, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new EquipmentEntry(gateway, group.Key, [.. group])),
        ]);
    }

    public GatewayEntry Gateway { get; }

    public int Count => _byPath.Count;

    /// <summary>By path, ordinal.</summary>
    public ImmutableArray<PointEntry> Ordered => _ordered.Value;

    /// <summary>By key, ordinal.</summary>
    public ImmutableArray<EquipmentEntry> Equipment => _equipment.Value;

    public PointEntry? Find(string path) => _byPath.GetValueOrDefault(path);

    public GatewayPoints With(GatewayEntry gateway) => new(gateway, _byPath);

    /// <summary>The same with some points added or described anew.</summary>
    public GatewayPoints With(IEnumerable<PointEntry> points)
    {
        var byPath = new Dictionary<string, PointEntry>(_byPath, StringComparer.Ordinal);
        foreach (var point in points)
        {
            byPath[point.Path] = point;
        }

        return new GatewayPoints(Gateway, byPath);
    }
}

/// <summary>What the platform knows of every gateway and point; readers take one snapshot and see no later change.</summary>
internal sealed record CatalogueSnapshot(
    ImmutableSortedDictionary<string, GatewayPoints> Gateways, ImmutableDictionary<int, GatewayPoints> GatewaysById)
{
    public static CatalogueSnapshot Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, GatewayPoints>(StringComparer.Ordinal),
        []);

    public CatalogueSnapshot With(GatewayPoints gateway) => new(
        Gateways.SetItem(gateway.Gateway.Key, gateway), GatewaysById.SetItem(gateway.Gateway.Id, gateway));
}
