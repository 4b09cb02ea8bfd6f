using System.Globalization;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>A server's namespaces as it numbered them for this session; index 0 is OPC UA's own.</summary>
public sealed class NamespaceTable
{
    private readonly string[] _uris;

    public NamespaceTable(params IEnumerable<string?> uris)
    {
        ArgumentNullException.ThrowIfNull(uris);
        _uris = [.. uris.Select(uri => uri ?? "")];
    }

    public IReadOnlyList<string> Uris => _uris;

    /// <summary>The node id in this server's numbers; false when the server does not have the namespace or the node is another server's.</summary>
    public bool TryResolve(ExpandedNodeId id, out NodeId resolved)
    {
        resolved = id.NodeId;
        if (!id.IsLocal)
        {
            return false;
        }

        if (id.NamespaceUri is null)
        {
            return true;
        }

        var index = Array.IndexOf(_uris, id.NamespaceUri);
        if (index is < 0 or > ushort.MaxValue)
        {
            return false;
        }

        resolved = id.NodeId.InNamespace((ushort)index);
        return true;
    }

    /// <summary>The node id with its namespace's URI, which stays true when the server numbers anew; namespace 0 keeps its index.</summary>
    public ExpandedNodeId Expand(NodeId id) =>
        id.NamespaceIndex == 0 || id.NamespaceIndex >= _uris.Length
            ? new ExpandedNodeId(id)
            : new ExpandedNodeId(id.InNamespace(0), _uris[id.NamespaceIndex]);

    /// <summary>The same for a node id as references carry it.</summary>
    public ExpandedNodeId Expand(ExpandedNodeId id) => id.NamespaceUri is null && id.IsLocal ? Expand(id.NodeId) : id;

    /// <summary>e.g. <c>nsu=urn:machine;s=Speed</c>.</summary>
    public string Format(NodeId id) => Expand(id).ToString();

    /// <summary>
    /// e.g. <c>nsu=urn:machine;Speed</c> (Part 6 §5.1.14); a name of namespace 0 stands alone, unless that could be taken for another's.
    /// Null for the null name.
    /// </summary>
    public string? Format(QualifiedName name) => name switch
    {
        { NamespaceIndex: 0, Name: null } => null,
        { NamespaceIndex: 0 } => IsPrefixed(name.Name) ? $"ns=0;{name.Name}" : name.Name,
        _ when name.NamespaceIndex < _uris.Length => $"nsu={ExpandedNodeId.Escape(_uris[name.NamespaceIndex])};{name.Name}",
        _ => string.Create(CultureInfo.InvariantCulture, $"ns={name.NamespaceIndex};{name.Name}"),
    };

    private static bool IsPrefixed(string name) =>
        name.StartsWith("ns=", StringComparison.Ordinal) || name.StartsWith("nsu=", StringComparison.Ordinal);
}
