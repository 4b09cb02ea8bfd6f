namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>A node and what lies below it by hierarchical references.</summary>
internal static class Subtree
{
    /// <summary>The node first, then level by level; each node once.</summary>
    public static IReadOnlySet<Node> Of(Node top, TypeTree types)
    {
        HashSet<Node> all = [top];
        Queue<Node> left = new([top]);
        while (left.TryDequeue(out var node))
        {
            foreach (var reference in node.References)
            {
                if (reference.IsForward && types.Is(reference.Type, StandardNodes.HierarchicalReferences) && all.Add(reference.Target))
                {
                    left.Enqueue(reference.Target);
                }
            }
        }

        return all;
    }

    /// <summary>Each of the nodes with the objects that it is directly below of, where those have a version; not the versions themselves.</summary>
    public static IReadOnlyList<(Node Node, ObjectNode Parent)> Versioned(IReadOnlySet<Node> nodes, TypeTree types) =>
    [
        .. nodes.SelectMany(node => node.References
            .Where(reference => !reference.IsForward && reference.Target is ObjectNode { Version: { } version } && version != node
                && types.Is(reference.Type, StandardNodes.HierarchicalReferences))
            .Select(reference => (node, (ObjectNode)reference.Target))),
    ];

    /// <summary>The other ends of the nodes' references that know of them.</summary>
    public static IEnumerable<Node> Neighbours(IReadOnlySet<Node> nodes) => nodes
        .SelectMany(node => node.References)
        .Where(reference => reference.Type != StandardNodes.HasTypeDefinition) // a type does not know its instances
        .Select(reference => reference.Target)
        .Where(other => !nodes.Contains(other))
        .Distinct();
}
