using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>One point named by its node.</summary>
internal sealed record PointOptions
{
    /// <summary>With the namespace's URI: indexes change when a server is updated.</summary>
    public required ExpandedNodeId Node { get; init; }

    /// <summary>The levels below the source, e.g. <c>hydraulics/pressure</c>.</summary>
    public required IReadOnlyList<string> Levels { get; init; }

    public required PointNaming Naming { get; init; }

    /// <summary>UCUM, e.g. <c>bar</c>; empty = not known.</summary>
    public string Unit { get; init; } = "";

    public string DisplayName { get; init; } = "";

    public required ItemOptions Item { get; init; }

    public static PointOptions Read(Section section, PointNaming naming, ItemOptions item)
    {
        var node = NodeText.Read(section, "node");
        var path = section.Text("path") ?? node.NodeId.IdentifierText()[2..];
        var options = new PointOptions
        {
            Node = node,
            Levels = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(NameTemplate.Safe)],
            Naming = PointNaming.ReadRest(section, naming),
            Unit = section.Text("unit", "") ?? "",
            DisplayName = section.Text("name", "") ?? "",
            Item = ItemOptions.Read(section, item),
        };
        if (options.Levels.Count == 0)
        {
            section.Fail("path", "must not be empty");
        }

        section.End();
        return options;
    }
}
