using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>Checks what a client wants of events before anything is evaluated; every list in it is bounded (Part 4 §7.22.3).</summary>
internal sealed class EventFilters(AddressSpace space, CodecLimits codecLimits)
{
    private const int MaxSelectClauses = 200;
    private const int MaxElements = 100;
    private const int MaxOperands = 100;
    private const int MaxPatternLength = 1_000;

    /// <returns>Good with a filter; otherwise why not, with what is wrong with which part.</returns>
    public (StatusCode Status, EventFilter? Filter, ExtensionObject? Result) Check(ExtensionObject body)
    {
        if (EventFilter.Decode(body, codecLimits) is not { } filter)
        {
            return (StatusCode.BadMonitoredItemFilterUnsupported, null, null);
        }

        if (filter.SelectClauses.Length is 0 or > MaxSelectClauses || filter.WhereClause.Elements.Length > MaxElements)
        {
            return (StatusCode.BadEventFilterInvalid, null, null);
        }

        var clauses = Array.ConvertAll(filter.SelectClauses, Check);
        var elements = filter.WhereClause.Elements.Select((element, index) => Check(element, index, filter.WhereClause.Elements.Length)).ToArray();
        var isWhole = Array.TrueForAll(elements, element => element.Status == StatusCode.Good);
        var result = new EventFilterResult(clauses, isWhole ? [] : elements).ToExtensionObject();
        return isWhole && Array.Exists(clauses, clause => clause == StatusCode.Good)
            ? (StatusCode.Good, filter, Array.TrueForAll(clauses, clause => clause == StatusCode.Good) ? null : result)
            : (StatusCode.BadEventFilterInvalid, null, result);
    }

    private StatusCode Check(SimpleAttributeOperand field)
    {
        if (!field.TypeDefinitionId.IsNull && (!space.TryFind(field.TypeDefinitionId, out var type) || !space.Types.Is(type.Id, EventTypes.BaseEvent)))
        {
            return StatusCode.BadNodeIdUnknown;
        }

        if (!Enum.IsDefined(field.Attribute))
        {
            return StatusCode.BadAttributeIdInvalid;
        }

        return NumericRange.TryParse(field.IndexRange, out _) ? StatusCode.Good : StatusCode.BadIndexRangeInvalid;
    }

    private ContentFilterElementResult Check(ContentFilterElement element, int index, int count)
    {
        var status = CheckOperator(element);
        if (status != StatusCode.Good || element.Operands.Length > MaxOperands)
        {
            return new ContentFilterElementResult(status == StatusCode.Good ? StatusCode.BadFilterOperandCountMismatch : status, []);
        }

        var operands = Array.ConvertAll(element.Operands, operand => Check(operand, index, count));
        return Array.TrueForAll(operands, operand => operand == StatusCode.Good)
            ? new ContentFilterElementResult(StatusCode.Good, [])
            : new ContentFilterElementResult(StatusCode.BadFilterOperandInvalid, operands);
    }

    private StatusCode Check(FilterOperand operand, int index, int count) => operand switch
    {
        // Only later elements: no loop can be made.
        ElementOperand other => other.Index > index && other.Index < count ? StatusCode.Good : StatusCode.BadFilterOperandInvalid,
        LiteralOperand { Value: { Type: BuiltInType.String, Reference: string { Length: > MaxPatternLength } } } => StatusCode.BadFilterLiteralInvalid,
        LiteralOperand => StatusCode.Good,
        SimpleAttributeOperand field => Check(field),
        _ => StatusCode.BadFilterOperandInvalid,
    };

    private static StatusCode CheckOperator(ContentFilterElement element)
    {
        var count = element.Operands.Length;
        bool? isCount = element.Operator switch
        {
            FilterOperator.IsNull or FilterOperator.Not or FilterOperator.OfType => count == 1,
            FilterOperator.Between => count == 3,
            FilterOperator.InList => count >= 2,
            FilterOperator.Cast or FilterOperator.InView or FilterOperator.RelatedTo or FilterOperator.BitwiseAnd or FilterOperator.BitwiseOr => null,
            _ => count == 2,
        };
        if (!Enum.IsDefined(element.Operator))
        {
            return StatusCode.BadFilterOperatorInvalid;
        }

        return isCount switch
        {
            null => StatusCode.BadFilterOperatorUnsupported,
            true => StatusCode.Good,
            false => StatusCode.BadFilterOperandCountMismatch,
        };
    }
}
