using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>Turns a condition's state into the fields of an event and the values of the variables below its node (Part 9 §5.5.2, §5.7.2, §5.8.2).</summary>
internal sealed class ConditionFields
{
    private static readonly NodeId BaseConditionClass = new(11163);
    private static readonly string[] OfEveryEvent = ["EventId", "EventType", "SourceNode", "SourceName", "Time", "ReceiveTime", "Message", "Severity"];
    private readonly ConditionOrigin _origin;
    private readonly List<(string Path, VariableNode Node)> _nodes = [];

    public ConditionFields(AddressSpace space, ConditionOrigin origin)
    {
        _origin = origin;
        var sample = Event(new ConditionState(1, ""), default);
        Dictionary<string, Node> parents = new() { [""] = origin.Node };
        foreach (var path in OfEveryEvent.Concat(OfConditions(new ConditionState(1, ""), default).Select(field => field.Path)))
        {
            var slash = path.LastIndexOf('/');
            var node = Add(space, parents[slash < 0 ? "" : path[..slash]], path[(slash + 1)..], sample[path].Type);
            parents[path] = node;
            _nodes.Add((path, node));
        }
    }

    /// <summary>The event of a new state, which the variables show from now on.</summary>
    public UaEvent Tell(ConditionState state, UaDateTime now)
    {
        var told = Event(state, now);
        foreach (var (path, node) in _nodes)
        {
            node.Set(new DataValue(told[path], StatusCode.Good, now, now));
        }

        return told;
    }

    private UaEvent Event(ConditionState state, UaDateTime now)
    {
        var told = new UaEvent(_origin.Node.TypeDefinition, _origin.Source, now, state.Message, state.Severity) { ConditionId = _origin.Node.Id };
        foreach (var (path, value) in OfConditions(state, now))
        {
            told[path] = value;
        }

        return told;
    }

    /// <summary>What a path goes through comes before it.</summary>
    private (string Path, Variant Value)[] OfConditions(ConditionState state, UaDateTime now) =>
    [
        ("ConditionClassId", Variant.Of(BaseConditionClass)),
        ("ConditionClassName", Variant.Of(new LocalizedText(null, "BaseConditionClassType"))),
        ("ConditionName", Variant.Of(_origin.Node.DisplayName.Text)),
        ("BranchId", Variant.Of(default(NodeId))),
        ("Retain", Variant.Of(state.IsRetained)),
        ("EnabledState", Name(state.IsEnabled, "Enabled", "Disabled")),
        ("EnabledState/Id", Variant.Of(state.IsEnabled)),
        ("Quality", Variant.Of(state.Quality)),
        ("Quality/SourceTimestamp", Variant.Of(now)),
        ("LastSeverity", Variant.Of(state.LastSeverity)),
        ("LastSeverity/SourceTimestamp", Variant.Of(now)),
        ("Comment", Variant.Of(state.Comment)),
        ("Comment/SourceTimestamp", Variant.Of(now)),
        ("ClientUserId", Variant.Of(state.User)),
        ("AckedState", Name(state.IsAcked, "Acknowledged", "Unacknowledged")),
        ("AckedState/Id", Variant.Of(state.IsAcked)),
        ("ConfirmedState", Name(state.IsConfirmed, "Confirmed", "Unconfirmed")),
        ("ConfirmedState/Id", Variant.Of(state.IsConfirmed)),
        ("ActiveState", Name(state.IsActive, "Active", "Inactive")),
        ("ActiveState/Id", Variant.Of(state.IsActive)),
        ("InputNode", Variant.Of(_origin.Input)),
        ("SuppressedOrShelved", Variant.Of(false)),
    ];

    private static Variant Name(bool state, string yes, string no) => Variant.Of(new LocalizedText("en", state ? yes : no));

    private static VariableNode Add(AddressSpace space, Node parent, string name, BuiltInType type)
    {
        var isState = name.EndsWith("State", StringComparison.Ordinal) || name is "Quality" or "LastSeverity" or "Comment";
        var definition = isState ? StandardNodes.BaseDataVariableType : StandardNodes.PropertyType;
        var node = new VariableNode(
            new NodeId($"{parent.Id.Text ?? parent.Id.IdentifierText()}.{name}", parent.Id.NamespaceIndex),
            new QualifiedName(0, name),
            new LocalizedText(null, name),
            definition,
            new NodeId((uint)type),
            -1);
        return space.Add(parent, node, isState ? StandardNodes.HasComponent : StandardNodes.HasProperty, definition);
    }
}
