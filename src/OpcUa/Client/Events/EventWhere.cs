using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>Which events are wanted, put together from small parts: the where clause of an event filter (Part 4 §7.7).</summary>
public sealed class EventWhere
{
    // Servers bound their filters too, and none of these is for data.
    private const int MaxParts = 1000;

    private readonly FilterOperator _operator;

    // Each an EventWhere, an EventField, an ExpandedNodeId or a Variant.
    private readonly object[] _operands;
    private readonly int _parts;

    private EventWhere(FilterOperator how, params object[] operands)
    {
        _operator = how;
        _operands = operands;
        _parts = 1 + operands.OfType<EventWhere>().Sum(operand => operand._parts);
        if (_parts > MaxParts)
        {
            throw new ArgumentException($"A where clause of {_parts} parts is over {MaxParts}.", nameof(operands));
        }
    }

    /// <summary>Events of a type or its subtypes.</summary>
    public static EventWhere OfType(ExpandedNodeId type) => new(FilterOperator.OfType, type);

    /// <summary>Events of any of the types.</summary>
    public static EventWhere OfAnyType(IEnumerable<ExpandedNodeId> types) => types.Select(OfType).Aggregate(Or);

    /// <summary>Events at least so severe, from 1 to 1000.</summary>
    public static EventWhere SeverityAtLeast(ushort severity) =>
        Compare(FilterOperator.GreaterThanOrEqual, EventFields.Severity, Variant.Of(severity));

    public static EventWhere IsEqual(EventField field, Variant value) => Compare(FilterOperator.Equals, field, value);

    /// <summary>A comparison of a field with a value.</summary>
    /// <param name="how">One of Equals, GreaterThan, LessThan, GreaterThanOrEqual, LessThanOrEqual, BitwiseAnd, BitwiseOr.</param>
    public static EventWhere Compare(FilterOperator how, EventField field, Variant value) => new(how, field, value);

    /// <summary>A text that fits a pattern: % is any text, _ one character, [abc] and [^abc] a choice (Part 4 §7.7.3).</summary>
    public static EventWhere Like(EventField field, string pattern) => new(FilterOperator.Like, field, Variant.Of(pattern));

    public static EventWhere IsNull(EventField field) => new(FilterOperator.IsNull, field);

    public static EventWhere Between(EventField field, Variant low, Variant high) => new(FilterOperator.Between, field, low, high);

    public static EventWhere InList(EventField field, params Variant[] values) =>
        new(FilterOperator.InList, [field, .. values.Select(value => (object)value)]);

    public static EventWhere Not(EventWhere part) => new(FilterOperator.Not, part);

    public static EventWhere And(EventWhere left, EventWhere right) => new(FilterOperator.And, left, right);

    public static EventWhere Or(EventWhere left, EventWhere right) => new(FilterOperator.Or, left, right);

    internal ContentFilter For(NamespaceTable namespaces)
    {
        var elements = new List<ContentFilterElement>(_parts);
        AddTo(elements, namespaces);
        return new ContentFilter([.. elements]);
    }

    /// <summary>The root first, and each element before those that it points at (Part 4 §7.7.1).</summary>
    private uint AddTo(List<ContentFilterElement> elements, NamespaceTable namespaces)
    {
        var operands = new FilterOperand[_operands.Length];
        var index = elements.Count;
        elements.Add(new ContentFilterElement(_operator, operands));
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = _operands[i] switch
            {
                EventWhere part => new ElementOperand(part.AddTo(elements, namespaces)),
                EventField field => field.For(namespaces),
                ExpandedNodeId type => new LiteralOperand(Variant.Of(namespaces.TryResolve(type, out var node) ? node : default)),
                Variant value => new LiteralOperand(value),
                var other => throw new InvalidOperationException($"{other} is no operand."),
            };
        }

        return (uint)index;
    }
}
