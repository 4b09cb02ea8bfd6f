using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>Something that happened, with its fields by their paths, such as <c>Severity</c> or <c>ActiveState/Id</c> (Part 5 §6.4.2).</summary>
public sealed class UaEvent
{
    private readonly Dictionary<string, Variant> _fields = new(StringComparer.Ordinal);

    /// <param name="type">A subtype of BaseEventType.</param>
    /// <param name="source">Where it happened.</param>
    /// <param name="severity">1 is the least, 1000 the most urgent.</param>
    public UaEvent(NodeId type, Node source, UaDateTime time, string message, ushort severity)
    {
        ArgumentNullException.ThrowIfNull(source);
        Type = type;
        Id = RandomNumberGenerator.GetBytes(16);
        _fields["EventId"] = Variant.Of(Id);
        _fields["EventType"] = Variant.Of(type);
        _fields["SourceNode"] = Variant.Of(source.Id);
        _fields["SourceName"] = Variant.Of(source.DisplayName.Text);
        _fields["Time"] = Variant.Of(time);
        _fields["ReceiveTime"] = Variant.Of(time);
        _fields["Message"] = Variant.Of(new LocalizedText(null, message));
        _fields["Severity"] = Variant.Of(severity);
    }

    public NodeId Type { get; }

    /// <summary>Its field EventId: no two events have the same.</summary>
    public byte[] Id { get; }

    /// <summary>The condition whose state this is; null for an event of another kind.</summary>
    public NodeId ConditionId { get; init; }

    /// <summary>A field; null when the event has none of this name. To be set before the event is reported.</summary>
    public Variant this[string path]
    {
        get => _fields.GetValueOrDefault(path);
        set => _fields[path] = value;
    }
}
