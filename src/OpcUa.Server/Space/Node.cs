using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>One node of the address space; its identity never changes, its references only grow.</summary>
/// <remarks>For any number of threads.</remarks>
public abstract class Node
{
    private readonly Lock _gate = new();
    private volatile ReferenceList _references = ReferenceList.Empty;

    private protected Node(NodeId id, QualifiedName browseName, LocalizedText displayName)
    {
        Id = id;
        BrowseName = browseName;
        DisplayName = displayName;
    }

    public NodeId Id { get; }

    public QualifiedName BrowseName { get; }

    public LocalizedText DisplayName { get; }

    public LocalizedText Description { get; init; }

    /// <summary>As numbered in OPC 10000-3 §5.2.3: 1 Object, 2 Variable, 8 ObjectType, 16 VariableType, 32 ReferenceType, 64 DataType.</summary>
    public abstract int NodeClass { get; }

    /// <summary>In the order in which they were added; a snapshot that does not change.</summary>
    public IReadOnlyList<Reference> References => _references;

    internal void Add(Reference reference)
    {
        lock (_gate)
        {
            _references = _references.Append(reference);
        }
    }
}

/// <summary>From a node to another.</summary>
/// <param name="Type">The reference type's node.</param>
/// <param name="Target">The other node.</param>
/// <param name="IsForward">Whether this node is the reference's source.</param>
public readonly record struct Reference(NodeId Type, Node Target, bool IsForward);

/// <summary>An object, a folder most of the time.</summary>
public sealed class ObjectNode : Node
{
    private readonly Lock _listening = new();
    private volatile EventItem[] _listeners = [];

    internal ObjectNode(NodeId id, QualifiedName browseName, LocalizedText displayName, NodeId typeDefinition)
        : base(id, browseName, displayName) => TypeDefinition = typeDefinition;

    public NodeId TypeDefinition { get; }

    /// <summary>Whether clients can listen to events here.</summary>
    public bool NotifiesEvents { get; set; }

    public override int NodeClass => 1;

    /// <summary>Whether somebody listens to the events here.</summary>
    internal bool HasListeners => _listeners.Length > 0;

    internal void Attach(EventItem item)
    {
        lock (_listening)
        {
            _listeners = [.. _listeners, item];
        }
    }

    internal void Detach(EventItem item)
    {
        lock (_listening)
        {
            _listeners = [.. _listeners.Where(other => other != item)];
        }
    }

    /// <summary>Tells whoever listens here, in the order of the calls.</summary>
    internal void Notify(UaEvent happened)
    {
        foreach (var listener in _listeners)
        {
            listener.Offer(happened);
        }
    }
}

/// <summary>A type: of objects, variables, references or data. It is there to be named and browsed, nothing more.</summary>
public sealed class TypeNode : Node
{
    private readonly int _nodeClass;

    internal TypeNode(NodeId id, QualifiedName browseName, int nodeClass)
        : base(id, browseName, new LocalizedText(null, browseName.Name)) => _nodeClass = nodeClass;

    public bool IsAbstract { get; init; }

    /// <summary>What it derives from; null at the top.</summary>
    public TypeNode? Supertype { get; internal set; }

    /// <summary>Of a reference type: it reads the same in both directions.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>Of a reference type: how it reads backwards; null when it has no name then.</summary>
    public string? InverseName { get; init; }

    public override int NodeClass => _nodeClass;
}
