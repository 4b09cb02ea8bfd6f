using System.Diagnostics.CodeAnalysis;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>The nodes that a server shows: the standard ones that clients look for, and what its owner adds below Objects.</summary>
/// <remarks>For any number of threads; nodes can be added and removed while clients use them.</remarks>
public sealed class AddressSpace
{
    private readonly NodeTable _nodes = new();

    /// <param name="serverUri">The server's ApplicationUri: namespace 1.</param>
    public AddressSpace(string serverUri)
    {
        Namespaces = new NamespaceTable(serverUri);
        Types = new TypeTree(this);
        Conditions = new ConditionList(this);
        Versions = new NodeVersions(this);
        Root = StandardSpace.Build(this);
    }

    public NamespaceTable Namespaces { get; }

    public ObjectNode Root { get; }

    /// <summary>The folder below which an owner puts its nodes.</summary>
    public ObjectNode Objects => (ObjectNode)this[StandardNodes.Objects];

    /// <summary>The standard object that notifies of every event.</summary>
    public ObjectNode Server => (ObjectNode)this[StandardNodes.Server];

    public int Count => _nodes.Count;

    internal TypeTree Types { get; }

    internal ConditionList Conditions { get; }

    internal NodeVersions Versions { get; }

    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    public Node this[NodeId id] => _nodes.TryFind(id, out var node) ? node : throw new KeyNotFoundException($"There is no node {id}.");

    public bool TryFind(NodeId id, [NotNullWhen(true)] out Node? node) => _nodes.TryFind(id, out node);

    /// <summary>A folder below another node.</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public ObjectNode AddFolder(Node parent, NodeId id, string name) => AddObject(parent, id, name, StandardNodes.FolderType);

    /// <summary>An object below another node.</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public ObjectNode AddObject(Node parent, NodeId id, string name, NodeId? typeDefinition = null)
    {
        var type = typeDefinition ?? StandardNodes.BaseObjectType;
        var node = new ObjectNode(id, NameOf(id, name), new LocalizedText(null, name), type);
        return Add(parent, node, StandardNodes.Organizes, type);
    }

    /// <summary>A variable below another node.</summary>
    /// <param name="parent">A folder or an object.</param>
    /// <param name="id">Its id; the browse name is in the same namespace.</param>
    /// <param name="name">Browse name and display name.</param>
    /// <param name="type">The built-in type of its values, Variant for any.</param>
    /// <param name="value">What it is at first.</param>
    /// <param name="valueRank">-1 scalar, 1 array, more for a matrix.</param>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public VariableNode AddVariable(Node parent, NodeId id, string name, BuiltInType type, DataValue value, int valueRank = -1)
    {
        var dataType = new NodeId(type == BuiltInType.Variant ? 24u : (uint)type);
        var node = new VariableNode(
            id, NameOf(id, name), new LocalizedText(null, name), StandardNodes.BaseDataVariableType, dataType, valueRank);
        node.Set(value);
        return Add(parent, node, StandardNodes.HasComponent, StandardNodes.BaseDataVariableType);
    }

    /// <summary>Sets many variables, in order; each value is offered to whoever monitors its variable.</summary>
    public static void Set(ReadOnlySpan<VariableUpdate> updates)
    {
        foreach (ref readonly var update in updates)
        {
            update.Variable.Set(update.Value);
        }
    }

    /// <summary>A property of a node, e.g. its engineering unit.</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public VariableNode AddProperty(Node parent, NodeId id, string name, BuiltInType type, Variant value)
    {
        var node = new VariableNode(
            id, NameOf(id, name), new LocalizedText(null, name), StandardNodes.PropertyType, new NodeId((uint)type), -1);
        node.Set(new DataValue(value));
        return Add(parent, node, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }

    /// <summary>Says between what a variable's numbers lie, as its property EURange (Part 8 §5.6.2).</summary>
    /// <exception cref="ArgumentException">The id is taken, or the range is none.</exception>
    public VariableNode AddRange(VariableNode variable, NodeId id, ValueRange range)
    {
        if (!(range.Low < range.High))
        {
            throw new ArgumentException($"{range} has no low end below its high end.", nameof(range));
        }

        variable.Range = range;
        return AddStructure(variable, id, "EURange", StandardNodes.RangeType, StandardNodes.RangeEncoding, range, static (ref writer, range) => writer.WriteValueRange(range));
    }

    /// <summary>Says in what a variable's numbers are, as its property EngineeringUnits (Part 8 §5.6.4).</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public VariableNode AddUnits(VariableNode variable, NodeId id, EngineeringUnits units) => AddStructure(
        variable, id, "EngineeringUnits", StandardNodes.EUInformationType, StandardNodes.EUInformationEncoding, units, static (ref writer, units) => writer.WriteEngineeringUnits(units));

    /// <summary>
    /// Reports an event to whoever listens to its source, to an object that the source lies below, or to the Server object (Part 3 §4.7.4).
    /// Of two events reported at once either may come first.
    /// </summary>
    public void Report(Node source, UaEvent happened)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var notifier in NotifiersOf(source))
        {
            notifier.Notify(happened);
        }
    }

    /// <summary>The objects at which the events of a source are heard: the Server, the source and what it lies below.</summary>
    internal IEnumerable<ObjectNode> NotifiersOf(Node source)
    {
        yield return Server;
        HashSet<Node> seen = [Server];
        Queue<Node> above = new([source]);
        while (above.TryDequeue(out var node))
        {
            if (!seen.Add(node))
            {
                continue;
            }

            if (node is ObjectNode notifier)
            {
                yield return notifier;
            }

            foreach (var reference in node.References.Where(each => !each.IsForward && Types.Is(each.Type, StandardNodes.HierarchicalReferences)))
            {
                above.Enqueue(reference.Target);
            }
        }
    }

    /// <summary>An alarm of a machine, not active at first; clients can listen to it at the machine from now on (Part 9 §5.8).</summary>
    /// <param name="source">The object to which it happens, or the variable that it watches.</param>
    /// <param name="id">The ConditionId; the ids of its variables begin with it.</param>
    /// <param name="name">ConditionName, browse name and display name.</param>
    /// <param name="type">A subtype of AcknowledgeableConditionType; OffNormalAlarmType when it is null.</param>
    /// <param name="input">The variable that it watches, when that is not the source.</param>
    /// <exception cref="ArgumentException">The id is taken, or the type is none of conditions.</exception>
    public Condition AddCondition(Node source, NodeId id, string name, TimeProvider time, NodeId? type = null, VariableNode? input = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var definition = type ?? EventTypes.OffNormalAlarm;
        if (!Types.Is(definition, EventTypes.AcknowledgeableCondition))
        {
            throw new ArgumentException($"{definition} is no subtype of AcknowledgeableConditionType.", nameof(type));
        }

        var node = Add(source, new ObjectNode(id, NameOf(id, name), new LocalizedText(null, name), definition), StandardNodes.HasComponent, definition);
        source.Add(new Reference(StandardNodes.HasCondition, node, IsForward: true));
        node.Add(new Reference(StandardNodes.HasCondition, source, IsForward: false));
        if (source is ObjectNode notifier)
        {
            notifier.NotifiesEvents = true;
        }

        var condition = new Condition(this, new ConditionOrigin(node, source, (input ?? source as VariableNode)?.Id ?? default), time);
        Conditions.Add(condition);
        return condition;
    }

    /// <summary>A method of an object, with its arguments as its properties.</summary>
    /// <exception cref="ArgumentException">The id, or one made from it for the arguments, is taken.</exception>
    public MethodNode AddMethod(
        Node parent, NodeId id, string name, IReadOnlyList<MethodArgument> inputs, IReadOnlyList<MethodArgument> outputs, MethodHandler handler)
    {
        var method = Add(
            parent,
            new MethodNode(id, NameOf(id, name), new LocalizedText(null, name), handler) { Inputs = inputs, Outputs = outputs },
            StandardNodes.HasComponent,
            typeDefinition: null);
        AddArguments(method, "InputArguments", inputs);
        AddArguments(method, "OutputArguments", outputs);
        return method;
    }

    private void AddArguments(MethodNode method, string name, IReadOnlyList<MethodArgument> arguments)
    {
        if (arguments.Count > 0)
        {
            var id = new NodeId($"{method.Id.Text ?? method.Id.IdentifierText()}.{name}", method.Id.NamespaceIndex);
            var node = new VariableNode(
                id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.PropertyType, StandardNodes.ArgumentType, 1);
            node.Set(new DataValue(Structures.OfArray(
                StandardNodes.ArgumentEncoding, arguments, static (ref writer, argument) => writer.WriteMethodArgument(argument))));
            Add(method, node, StandardNodes.HasProperty, StandardNodes.PropertyType);
        }
    }

    private VariableNode AddStructure<T>(Node parent, NodeId id, string name, NodeId dataType, NodeId encoding, T value, UaWrite<T> write)
    {
        var node = new VariableNode(
            id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.PropertyType, dataType, -1);
        node.Set(new DataValue(Structures.Of(encoding, value, write)));
        return Add(parent, node, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }

    /// <summary>
    /// From now on what is added and removed below an object is told to clients: in the property NodeVersion of the object that it is directly below, and by model
    /// change events of the Server object (Part 3 §9.32). It is so for the objects below it, and for those that will be.
    /// </summary>
    public void AddVersion(ObjectNode node) => Versions.Keep(node);

    /// <summary>
    /// Takes a node out, with all that lies below it. Who monitors one of them is told BadNodeIdUnknown once, and nothing after that, even when a node comes
    /// in under the same id; the conditions among them end. Values set after this are kept by nobody.
    /// </summary>
    /// <returns>False when it is not there (any longer).</returns>
    /// <exception cref="ArgumentException">It is a type or one of the specification's nodes: these stay.</exception>
    public bool Remove(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node is TypeNode || node.Id.NamespaceIndex == 0)
        {
            throw new ArgumentException($"{node.Id} is a type or one of the specification's nodes, which stay.", nameof(node));
        }

        IReadOnlyList<(Node, ObjectNode)> told = [];
        var removed = _nodes.Remove(node, Types, subtree =>
        {
            told = Subtree.Versioned(subtree, Types);
            Conditions.End(subtree);
        });
        foreach (var each in removed)
        {
            each.End();
        }

        Versions.Removed(told);
        return removed.Count > 0;
    }

    /// <summary>Takes a node in and ties it to its parent and its type, in both directions.</summary>
    internal TNode Add<TNode>(Node? parent, TNode node, NodeId referenceType, NodeId? typeDefinition)
        where TNode : Node
    {
        _nodes.Add(parent, node, referenceType, typeDefinition);
        if (parent is not null)
        {
            Versions.Added(parent, node);
        }

        return node;
    }

    private static QualifiedName NameOf(NodeId id, string name) => new(id.NamespaceIndex, name);
}
