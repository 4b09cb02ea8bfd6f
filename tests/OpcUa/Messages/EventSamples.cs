using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Messages;

/// <summary>Event filters, their results and events, each field with a value of its own.</summary>
internal static class EventSamples
{
    public static readonly SimpleAttributeOperand Severity =
        new(new NodeId(2041), [new QualifiedName(0, "Severity")], AttributeId.Value, "1:2");

    /// <summary>Every kind of operand.</summary>
    public static readonly EventFilter Filter = new(
        [Severity, new SimpleAttributeOperand(new NodeId(2782), [], AttributeId.NodeId)],
        new ContentFilter(
        [
            new ContentFilterElement(FilterOperator.And, [new ElementOperand(1), new ElementOperand(2)]),
            new ContentFilterElement(FilterOperator.GreaterThanOrEqual, [Severity, new LiteralOperand(Variant.Of((ushort)500))]),
            new ContentFilterElement(
                FilterOperator.IsNull,
                [
                    new AttributeOperand
                    {
                        NodeId = new NodeId(2253),
                        Alias = "a",
                        BrowsePath = [new RelativePathElement(new NodeId(33), new QualifiedName(1, "b"), IsInverse: true, IncludeSubtypes: false)],
                        Attribute = AttributeId.BrowseName,
                        IndexRange = "3",
                    },
                    new UnknownOperand(new ExtensionObject(new NodeId(4711), ExtensionBody.Binary, new byte[] { 1, 2 })),
                ]),
        ]));

    public static readonly EventFilterResult Result = new(
        [StatusCode.Good, StatusCode.BadNodeIdUnknown],
        [new ContentFilterElementResult(StatusCode.BadFilterOperandInvalid, [StatusCode.BadFilterLiteralInvalid])]);

    public static EventNotificationList Events() => new(
    [
        new EventFieldList(1, new[] { Variant.Of([2, 3]), Variant.Of(new LocalizedText("en", "alarm")), Variant.Of((ushort)900) }),
        new EventFieldList(4, default),
        new EventFieldList(5, new[] { Variant.Null }),
    ]);
}
