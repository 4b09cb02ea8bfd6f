using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>
/// One event by the names of its fields (Part 5 §6.4.2, Part 9 §5.5 to §5.8). A field that the event does not have, that was not
/// selected or that is of another type than the specification says is null, whatever the server does.
/// </summary>
public sealed class UaEvent
{
    private readonly EventSelection _selection;
    private readonly Variant[] _fields;

    internal UaEvent(EventSelection selection, Variant[] fields)
    {
        _selection = selection;
        _fields = fields;
    }

    /// <summary>The server's own mark of this event, for <see cref="ConditionMethods.AcknowledgeAsync"/>; empty where there is none.</summary>
    public byte[] EventId => this["EventId"].TryGet(out byte[]? id) ? id : [];

    public NodeId EventType => Node("EventType") ?? default;

    /// <summary>What the event comes from.</summary>
    public NodeId SourceNode => Node("SourceNode") ?? default;

    public string SourceName => this["SourceName"].TryGet(out string? name) ? name : "";

    /// <summary>When it happened.</summary>
    public UaDateTime Time => Instant("Time");

    /// <summary>When the server heard of it.</summary>
    public UaDateTime ReceiveTime => Instant("ReceiveTime");

    public LocalizedText Message => Text("Message");

    /// <summary>From 1 to 1000; 0 where there is none.</summary>
    public ushort Severity => this["Severity"] is { Type: BuiltInType.UInt16, Shape: VariantShape.Scalar } severity ? (ushort)severity.Bits : (ushort)0;

    /// <summary>The condition whose state this is; null for events that are none of a condition.</summary>
    public NodeId? ConditionId => Node("ConditionId") is { IsNull: false } id ? id : null;

    public string ConditionName => this["ConditionName"].TryGet(out string? name) ? name : "";

    /// <summary>An earlier state that still asks for attention; null for the condition's present state.</summary>
    public NodeId BranchId => Node("BranchId") ?? default;

    /// <summary>Whether the condition is of interest, that is, belongs into a list of present ones.</summary>
    public bool? Retain => Flag("Retain");

    public bool? IsEnabled => Flag("EnabledState/Id");

    public bool? IsAcked => Flag("AckedState/Id");

    public bool? IsConfirmed => Flag("ConfirmedState/Id");

    public bool? IsActive => Flag("ActiveState/Id");

    /// <summary>How reliable the values are that the condition was found from.</summary>
    public StatusCode? Quality =>
        this["Quality"] is { Type: BuiltInType.StatusCode, Shape: VariantShape.Scalar } quality ? new StatusCode((uint)quality.Bits) : null;

    public LocalizedText Comment => Text("Comment");

    public string ClientUserId => this["ClientUserId"].TryGet(out string? user) ? user : "";

    /// <summary>All fields that are not null, in the order of the selection.</summary>
    public IEnumerable<(string Name, Variant Value)> Fields
    {
        get
        {
            for (var i = 0; i < Math.Min(_fields.Length, _selection.Fields.Count); i++)
            {
                if (!_fields[i].IsNull)
                {
                    yield return (_selection.Fields[i].Name, _fields[i]);
                }
            }
        }
    }

    /// <summary>A field by its name, e.g. <c>ActiveState/Id</c>; null where there is none.</summary>
    public Variant this[string name] => _selection.IndexOf(name) is >= 0 and var index && index < _fields.Length ? _fields[index] : Variant.Null;

    public override string ToString() => $"{Time} {EventType} {SourceName}: {Message} ({Severity})";

    private NodeId? Node(string name) => this[name] is { Type: BuiltInType.NodeId } value && value.TryGet(out NodeId node) ? node : null;

    private bool? Flag(string name) =>
        this[name] is { Type: BuiltInType.Boolean, Shape: VariantShape.Scalar } value ? value.Bits != 0 : null;

    private UaDateTime Instant(string name) =>
        this[name] is { Type: BuiltInType.DateTime, Shape: VariantShape.Scalar } value ? new UaDateTime(value.Bits) : default;

    private LocalizedText Text(string name) => this[name].TryGet(out LocalizedText text) ? text : default;
}
