using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>One node of the address space; its identity never changes, and when it is taken out it never comes back.</summary>
/// <remarks>For any number of threads.</remarks>
public abstract class Node
{
    private readonly Lock _gate = new();
    private volatile ReferenceList _references = ReferenceList.Empty;
    private volatile bool _isRemoved;
    private DataItem[] _watchers = [];

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

    /// <summary>Whether it has been taken out of its address space.</summary>
    public bool IsRemoved => _isRemoved;

    /// <summary>What is told of a node that is no longer there.</summary>
    internal static DataValue Gone => new(Variant.Null, StatusCode.BadNodeIdUnknown);

    /// <summary>In the order in which they were added; a snapshot that does not change.</summary>
    public IReadOnlyList<Reference> References => _references;

    internal void Add(Reference reference)
    {
        lock (_gate)
        {
            if (!_isRemoved)
            {
                _references = _references.Append(reference);
            }
        }
    }

    /// <summary>Forgets the references to nodes that are no longer there.</summary>
    internal void Forget(IReadOnlySet<Node> removed)
    {
        lock (_gate)
        {
            _references = _references.Without(removed);
        }
    }

    /// <summary>An item watches an attribute that does not change: it is told once, and once more when the node is taken out.</summary>
    internal void Watch(DataItem item, in DataValue attribute)
    {
        lock (_gate)
        {
            if (!_isRemoved)
            {
                _watchers = [.. _watchers, item];
            }

            item.Offer(_isRemoved ? Gone : attribute);
        }
    }

    internal void Unwatch(DataItem item)
    {
        lock (_gate)
        {
            _watchers = [.. _watchers.Where(other => other != item)];
        }
    }

    /// <summary>It is no longer in the address space: whoever watches it is told once, and nothing holds it or is held by it.</summary>
    internal virtual void End()
    {
        lock (_gate)
        {
            _isRemoved = true;
            _references = ReferenceList.Empty;
            foreach (var item in _watchers)
            {
                item.Offer(Gone);
            }

            _watchers = [];
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

    /// <summary>Its property NodeVersion; null when its changes are not told (Part 3 §9.32.2).</summary>
    internal VariableNode? Version { get; set; }

    internal void Attach(EventItem item)
    {
        lock (_listening)
        {
            if (!IsRemoved)
            {
                _listeners = [.. _listeners, item];
            }
        }
    }

    internal override void End()
    {
        base.End();
        lock (_listening)
        {
            _listeners = [];
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

/// <summary>A type: of objects, variables, references or data. It is there to be named and browsed; data types also tell what they consist of.</summary>
public sealed class TypeNode : Node
{
    private readonly int _nodeClass;

    internal TypeNode(NodeId id, QualifiedName browseName, int nodeClass)
        : base(id, browseName, new LocalizedText(null, browseName.Name)) => _nodeClass = nodeClass;

    public bool IsAbstract { get; init; }

    /// <summary>What it derives from; null at the top.</summary>
    public TypeNode? Supertype { get; internal set; }

    /// <summary>Of a data type: what its structure or enumeration consists of; null where that is not told.</summary>
    public DataTypeDescription? Definition { get; init; }

    /// <summary>Of a reference type: it reads the same in both directions.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>Of a reference type: how it reads backwards; null when it has no name then.</summary>
    public string? InverseName { get; init; }

    public override int NodeClass => _nodeClass;
}
