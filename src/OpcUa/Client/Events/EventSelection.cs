using System.Collections.Frozen;
using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>Which events an item reports and with which fields: an event filter that is made anew for each session's namespaces (Part 4 §7.22.3).</summary>
public sealed class EventSelection
{
    private readonly EventWhere? _where;
    private readonly FrozenDictionary<string, int> _indices;

    /// <param name="fields">In the order in which they come. Each name once.</param>
    /// <param name="where">Null takes every event of the notifier.</param>
    public EventSelection(IEnumerable<EventField> fields, EventWhere? where = null)
    {
        Fields = [.. fields];
        _where = where;
        _indices = Fields.Index().ToFrozenDictionary(field => field.Item.Name, field => field.Index, StringComparer.Ordinal);
    }

    /// <summary>All events with the fields of every event and of conditions.</summary>
    public static EventSelection Everything { get; } = new([.. EventFields.Base, .. EventFields.Condition]);

    public IReadOnlyList<EventField> Fields { get; }

    /// <summary>The event with its own copy of the fields, so that it outlives its batch.</summary>
    public UaEvent Read(in EventFieldList received) => new(this, received.Fields.ToArray());

    /// <summary>The place of a field; -1 when it is not selected.</summary>
    internal int IndexOf(string name) => _indices.GetValueOrDefault(name, -1);

    internal EventFilter For(NamespaceTable namespaces) =>
        new([.. Fields.Select(field => field.For(namespaces))], _where?.For(namespaces) ?? ContentFilter.Everything);
}
