using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Reads node ids from settings: with the namespace's URI, because its index is another one after the machine's next update.</summary>
internal static class NodeText
{
    public static ExpandedNodeId Read(Section section, string key)
    {
        var text = section.RequiredText(key);
        if (text.Length == 0)
        {
            return default;
        }

        if (!ExpandedNodeId.TryParse(text, out var node) || !node.IsLocal)
        {
            section.Fail(key, $"must be a node id such as nsu=urn:maker:press;s=Hydraulics.Pressure or i=85, not '{text}'");
        }
        else if (node.NamespaceUri is null && node.NodeId.NamespaceIndex != 0)
        {
            section.Fail(key, $"must name its namespace by URI (nsu=...;): the index in '{text}' changes when the machine is updated");
        }

        return node;
    }
}
