using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>
/// A field of events by its name. Namespaces are named by URI, so that it survives that the server numbers them anew.
/// </summary>
public sealed class EventField
{
    // No server has so many namespaces: what cannot be resolved is refused by name and is null in every event.
    private const ushort UnknownNamespace = ushort.MaxValue;

    private readonly (string? Uri, string Name)[] _path;

    private EventField(string name, ExpandedNodeId type, (string? Uri, string Name)[] path, AttributeId attribute)
    {
        Name = name;
        Type = type;
        _path = path;
        Attribute = attribute;
    }

    /// <summary>The condition itself, which the methods of Part 9 are called on (Part 9 §5.5.2.2).</summary>
    public static EventField ConditionId { get; } = new("ConditionId", new ExpandedNodeId(EventTypes.Condition), [], AttributeId.NodeId);

    /// <summary>What the field is called in <see cref="UaEvent"/>: the path without namespaces, e.g. <c>ActiveState/Id</c>.</summary>
    public string Name { get; }

    /// <summary>The event type that has the field.</summary>
    public ExpandedNodeId Type { get; }

    public AttributeId Attribute { get; }

    /// <summary>A field of an event type of namespace 0.</summary>
    /// <param name="path">Browse names of namespace 0 with slashes between them, e.g. <c>ActiveState/Id</c>.</param>
    public static EventField Of(NodeId type, string path) => Of(new ExpandedNodeId(type), path, namespaceUri: null);

    /// <summary>A field of any event type.</summary>
    /// <param name="namespaceUri">Of all names in the path; null is namespace 0.</param>
    public static EventField Of(ExpandedNodeId type, string path, string? namespaceUri)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new EventField(path, type, [.. path.Split('/').Select(name => (namespaceUri, name))], AttributeId.Value);
    }

    public override string ToString() => Name;

    internal SimpleAttributeOperand For(NamespaceTable namespaces) => new(
        namespaces.TryResolve(Type, out var type) ? type : new NodeId(0, UnknownNamespace),
        [.. _path.Select(part => new QualifiedName(IndexOf(part.Uri, namespaces), part.Name))],
        Attribute);

    private static ushort IndexOf(string? uri, NamespaceTable namespaces)
    {
        for (var index = 0; uri is not null && index < namespaces.Uris.Count; index++)
        {
            if (namespaces.Uris[index] == uri)
            {
                return (ushort)index;
            }
        }

        return uri is null ? (ushort)0 : UnknownNamespace;
    }
}
