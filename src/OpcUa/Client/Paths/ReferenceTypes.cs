using System.Collections.Frozen;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Paths;

/// <summary>Finds types of references by their browse names: the standard ones at once, a server's own by browsing its types.</summary>
internal static class ReferenceTypes
{
    private const int MaxDepth = 32;
    private const int MaxTypes = 10_000;

    private static readonly NodeId References = new(31);

    private static readonly BrowseOptions Subtypes = new()
    {
        ReferenceTypeId = new NodeId(45),
        NodeClassMask = NodeClasses.ReferenceType,
        MaxReferences = MaxTypes,
    };

    /// <summary>Those that paths are made of (Part 3 §7, Part 5 §11).</summary>
    private static readonly FrozenDictionary<string, uint> Standard = new Dictionary<string, uint>
    {
        ["References"] = 31,
        ["NonHierarchicalReferences"] = 32,
        ["HierarchicalReferences"] = 33,
        ["HasChild"] = 34,
        ["Organizes"] = 35,
        ["HasEventSource"] = 36,
        ["HasModellingRule"] = 37,
        ["HasEncoding"] = 38,
        ["HasDescription"] = 39,
        ["HasTypeDefinition"] = 40,
        ["GeneratesEvent"] = 41,
        ["Aggregates"] = 44,
        ["HasSubtype"] = 45,
        ["HasProperty"] = 46,
        ["HasComponent"] = 47,
        ["HasNotifier"] = 48,
        ["HasOrderedComponent"] = 49,
        ["HasHistoricalConfiguration"] = 56,
        ["HasInterface"] = 17603,
        ["HasAddIn"] = 17604,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="UaException">BadReferenceTypeIdInvalid when the server has no such type.</exception>
    public static async Task<NodeId> FindAsync(UaSession session, QualifiedName name, CancellationToken cancellationToken)
    {
        if (name.NamespaceIndex == 0 && name.Name is not null && Standard.TryGetValue(name.Name, out var id))
        {
            return new NodeId(id);
        }

        var seen = new HashSet<NodeId> { References };
        List<NodeId> level = [References];
        for (var depth = 0; depth < MaxDepth && level.Count > 0 && seen.Count < MaxTypes; depth++)
        {
            var browsed = await session.BrowseAsync(level, Subtypes, cancellationToken).ConfigureAwait(false);
            level = [];
            foreach (var reference in browsed.SelectMany(node => node.References))
            {
                if (reference.BrowseName == name)
                {
                    return reference.NodeId.NodeId;
                }

                if (reference.NodeId.IsLocal && seen.Add(reference.NodeId.NodeId))
                {
                    level.Add(reference.NodeId.NodeId);
                }
            }
        }

        throw new UaException(StatusCode.BadReferenceTypeIdInvalid, $"The server has no type of reference with the browse name {name}.");
    }
}
