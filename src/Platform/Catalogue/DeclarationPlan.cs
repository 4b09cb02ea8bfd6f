using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>What a set of declarations changes: the points that are new or described anew, and an alias for each.</summary>
internal sealed record DeclarationPlan(
    IReadOnlyList<PointEntry> Points, IReadOnlyList<AliasEntry> Aliases, int FirstNewPointId, int LastPointId)
{
    public static DeclarationPlan Make(GatewayPoints known, IReadOnlyList<DeclaredPoint> declared, int lastPointId)
    {
        var first = lastPointId + 1;
        var changed = new Dictionary<string, PointEntry>(StringComparer.Ordinal);
        var aliases = new List<AliasEntry>(declared.Count);
        foreach (var (shape, description) in declared)
        {
            var before = changed.GetValueOrDefault(description.Path) ?? known.Find(description.Path);
            var point = new PointEntry(
                before?.Id ?? ++lastPointId,
                known.Gateway,
                description.Path,
                description.Equipment,
                description.DisplayName,
                shape.DataType,
                shape.ValueRank,
                description.Unit,
                description.SourceAddress,
                description.EnumTexts);
            if (before is null || point != before with { Gateway = point.Gateway })
            {
                changed[point.Path] = point;
            }

            aliases.Add(new AliasEntry(shape, point.Id));
        }

        return new DeclarationPlan([.. changed.Values], aliases, first, lastPointId);
    }
}
