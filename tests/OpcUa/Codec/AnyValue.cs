using CsCheck;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec;

/// <summary>Values of every kind by chance.</summary>
internal static class AnyValue
{
    private static readonly Gen<string?> Text = Gen.OneOf(Gen.String.Select(text => (string?)text), Gen.Const((string?)null)).Where(IsText);
    private static readonly Gen<byte[]> Blob = Gen.Byte.Array[0, 20];
    private static readonly Gen<Guid> Guids = Gen.Guid;
    private static readonly Gen<UaDateTime> Times = Gen.Long.Select(ticks => new UaDateTime(ticks));
    private static readonly Gen<StatusCode> Statuses = Gen.UInt.Select(value => new StatusCode(value));

    public static readonly Gen<NodeId> NodeIds = Gen.OneOf(
        Gen.Select(Gen.UInt, Gen.UShort, (id, index) => new NodeId(id, index)),
        Gen.Select(Gen.UInt[0, 300], Gen.UShort[0, 2], (id, index) => new NodeId(id, index)),
        Gen.Select(Gen.String.Where(IsText), Gen.UShort, (id, index) => new NodeId(id, index)),
        Gen.Select(Guids, Gen.UShort, (id, index) => new NodeId(id, index)),
        Gen.Select(Blob, Gen.UShort, (id, index) => new NodeId(id, index)));

    private static readonly Gen<ExpandedNodeId> ExpandedNodeIds =
        Gen.Select(NodeIds, Text, Gen.UInt, (id, uri, server) => new ExpandedNodeId(id, uri, server));

    private static readonly Gen<QualifiedName> Names = Gen.Select(Gen.UShort, Text, (index, name) => new QualifiedName(index, name));
    private static readonly Gen<LocalizedText> Texts = Gen.Select(Text, Text, (locale, text) => new LocalizedText(locale, text));

    private static readonly Gen<ExtensionObject> Extensions = Gen.Select(
        NodeIds.Where(id => !id.IsNull), Gen.Enum<ExtensionBody>(), Blob,
        (id, encoding, body) => new ExtensionObject(id, encoding, encoding == ExtensionBody.None ? null : body));

    private static readonly Gen<Variant> Numbers = Gen.OneOf(
        Gen.Const(Variant.Null),
        Gen.Bool.Select(Variant.Of),
        Gen.SByte.Select(Variant.Of),
        Gen.Byte.Select(Variant.Of),
        Gen.Short.Select(Variant.Of),
        Gen.UShort.Select(Variant.Of),
        Gen.Int.Select(Variant.Of),
        Gen.UInt.Select(Variant.Of),
        Gen.Long.Select(Variant.Of),
        Gen.ULong.Select(Variant.Of),
        Gen.UInt.Select(bits => Variant.FromBits(BuiltInType.Float, bits)),
        Gen.Long.Select(bits => Variant.FromBits(BuiltInType.Double, bits)),
        Times.Select(Variant.Of),
        Statuses.Select(Variant.Of));

    private static readonly Gen<Variant> Objects = Gen.OneOf(
        Text.Select(Variant.Of),
        Text.Select(Variant.OfXml),
        Guids.Select(Variant.Of),
        Blob.Select(Variant.Of),
        NodeIds.Select(Variant.Of),
        ExpandedNodeIds.Select(Variant.Of),
        Names.Select(Variant.Of),
        Texts.Select(Variant.Of),
        Extensions.Select(Variant.Of));

    private static readonly Gen<Variant> Arrays = Gen.OneOf(
        ArrayOf(BuiltInType.Boolean, Gen.Bool),
        ArrayOf(BuiltInType.SByte, Gen.SByte),
        ArrayOf(BuiltInType.Byte, Gen.Byte),
        ArrayOf(BuiltInType.Int16, Gen.Short),
        ArrayOf(BuiltInType.UInt16, Gen.UShort),
        ArrayOf(BuiltInType.Int32, Gen.Int),
        ArrayOf(BuiltInType.UInt32, Gen.UInt),
        ArrayOf(BuiltInType.Int64, Gen.Long),
        ArrayOf(BuiltInType.UInt64, Gen.ULong),
        ArrayOf(BuiltInType.Float, Gen.Float),
        ArrayOf(BuiltInType.Double, Gen.Double),
        ArrayOf(BuiltInType.String, Text),
        ArrayOf(BuiltInType.DateTime, Times),
        ArrayOf(BuiltInType.Guid, Guids),
        ArrayOf(BuiltInType.ByteString, Blob),
        ArrayOf(BuiltInType.NodeId, NodeIds),
        ArrayOf(BuiltInType.ExpandedNodeId, ExpandedNodeIds),
        ArrayOf(BuiltInType.StatusCode, Statuses),
        ArrayOf(BuiltInType.QualifiedName, Names),
        ArrayOf(BuiltInType.LocalizedText, Texts),
        ArrayOf(BuiltInType.ExtensionObject, Extensions),
        ArrayOf(BuiltInType.Variant, Gen.OneOf(Numbers, Objects)),
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], (rows, columns) =>
            Variant.OfMatrix(BuiltInType.Int32, Enumerable.Range(0, rows * columns).ToArray(), [rows, columns])));

    public static readonly Gen<Variant> Variants = Gen.OneOf(Numbers, Objects, Arrays);

    public static readonly Gen<DataValue> DataValues = Gen.Select(
        Variants, Statuses, Times, Times, Gen.UShort[0, 9999],
        (value, status, source, server, picoseconds) => new DataValue(value, status, source, server) { SourcePicoseconds = picoseconds });

    private static Gen<Variant> ArrayOf<T>(BuiltInType type, Gen<T> elements) =>
        elements.Array[0, 6].Select(array => Variant.OfArray(type, array));

    // A lone surrogate is no text: UTF-8 has no bytes for it.
    private static bool IsText(string? text) => text is null || !text.Any(char.IsSurrogate);
}
