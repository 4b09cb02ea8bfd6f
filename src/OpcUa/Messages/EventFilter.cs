using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What an element of a filter does with its operands; the numbers are those on the wire (Part 4 §7.7.3).</summary>
public enum FilterOperator
{
    Equals = 0,
    IsNull = 1,
    GreaterThan = 2,
    LessThan = 3,
    GreaterThanOrEqual = 4,
    LessThanOrEqual = 5,
    Like = 6,
    Not = 7,
    Between = 8,
    InList = 9,
    And = 10,
    Or = 11,
    Cast = 12,
    InView = 13,
    OfType = 14,
    RelatedTo = 15,
    BitwiseAnd = 16,
    BitwiseOr = 17,
}

/// <summary>An operator with its operands.</summary>
public sealed record ContentFilterElement(FilterOperator Operator, FilterOperand[] Operands)
{
    internal const int MinBytes = 8;
    internal const int ObjectBytes = 32;

    internal static ContentFilterElement Read(ref UaReader reader) => new(
        (FilterOperator)reader.ReadInt32(),
        reader.ReadArray(FilterOperand.MinBytes, FilterOperand.Read, FilterOperand.ObjectBytes) ?? []);

    internal void Write(ref UaWriter writer)
    {
        writer.WriteInt32((int)Operator);
        writer.WriteArray(Operands, static (ref writer, operand) => operand.Write(ref writer));
    }
}

/// <summary>
/// A tree of operators as a list: the first is the root, and an <see cref="ElementOperand"/> points at a later one. Without elements
/// everything passes (Part 4 §7.7.1). As it comes from a peer, nothing of that is checked.
/// </summary>
public sealed record ContentFilter(ContentFilterElement[] Elements)
{
    public static ContentFilter Everything { get; } = new([]);

    internal static ContentFilter Read(ref UaReader reader) =>
        new(reader.ReadArray(ContentFilterElement.MinBytes, ContentFilterElement.Read, ContentFilterElement.ObjectBytes) ?? []);

    internal void Write(ref UaWriter writer) => writer.WriteArray(Elements, static (ref writer, element) => element.Write(ref writer));
}

/// <summary>Which events an item reports, and which of their fields, in this order (Part 4 §7.22.3).</summary>
public sealed record EventFilter(SimpleAttributeOperand[] SelectClauses, ContentFilter WhereClause)
{
    /// <summary>The filter in an extension object; null when it is something else.</summary>
    /// <exception cref="UaException">The body is not what its id says, or asks for more memory than the limits allow.</exception>
    public static EventFilter? Decode(ExtensionObject body, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Encoding != ExtensionBody.Binary || body.TypeId != new NodeId(MessageIds.EventFilter))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        return new EventFilter(
            reader.ReadArray(SimpleAttributeOperand.MinBytes, SimpleAttributeOperand.Read, FilterOperand.ObjectBytes) ?? [],
            ContentFilter.Read(ref reader));
    }

    public ExtensionObject ToExtensionObject() => Structures.Wrap(MessageIds.EventFilter, this, static (ref writer, filter) =>
    {
        writer.WriteArray(filter.SelectClauses, static (ref writer, clause) => clause.WriteBody(ref writer));
        filter.WhereClause.Write(ref writer);
    });
}
