using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>What the two machines hold, by the path of the point.</summary>
internal static class TypeCases
{
    private static readonly Dictionary<string, TypeCase> All = Cases().ToDictionary(each => each.Path);

    public static IEnumerable<string> Paths => All.Keys;

    public static TypeCase Of(string path) => All[path];

    private static IEnumerable<TypeCase> Cases() =>
    [
        .. CasesOf(TypedLine.Ours, TypeTable.Of(OurMachine.Uri)),
        .. CasesOf(TypedLine.Foreign, TypeTable.Foreign(NodeMachine.ServerUri)),
        .. StructureTable.Ours,
        .. StructureTable.Foreign,
    ];

    private static IEnumerable<TypeCase> CasesOf(string source, IEnumerable<TypeRow> rows) =>
        from row in rows
        from point in row.Points()
        select new TypeCase($"{source}/{point.Name}", row.Type, point.Rank, point.Value);
}

/// <summary>One point with the type and rank that its machine declares, and its value.</summary>
internal sealed record TypeCase(string Path, BuiltInType Type, int Rank, HeldValue Value);
