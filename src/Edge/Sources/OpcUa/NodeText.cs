using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Reads node ids from settings: with the namespace's URI, because its index is another one after the machine's next update.</summary>
internal static class NodeText
{
    public static ExpandedNodeId Read(Section section, string key)
    {
        var text = section.RequiredText(key);
        var (node, problem) = text.Length == 0 ? (default, null) : Parse(text);
        if (problem is not null)
        {
            section.Fail(key, problem);
        }

        return node;
    }

    /// <summary>One of a list.</summary>
    public static ExpandedNodeId Read(TextItem item, string key)
    {
        var (node, problem) = Parse(item.Text);
        if (problem is not null)
        {
            item.Fail($"'{key}' {problem}.");
        }

        return node;
    }

    private static (ExpandedNodeId Node, string? Problem) Parse(string text)
    {
        if (!ExpandedNodeId.TryParse(text, out var node) || !node.IsLocal)
        {
            return (node, $"must be a node id such as nsu=urn:maker:press;s=Hydraulics.Pressure or i=85, not '{text}'");
        }

        return node.NamespaceUri is null && node.NodeId.NamespaceIndex != 0
            ? (node, $"must name its namespace by URI (nsu=...;): the index in '{text}' changes when the machine is updated")
            : (node, null);
    }
}
