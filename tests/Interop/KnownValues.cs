using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop;

/// <summary>The values of node/values.mjs: one scalar and one array of every built-in type.</summary>
internal static class KnownValues
{
    private static readonly Guid Guid = new("72962B91-FA75-4AE6-8D28-B404DC7DAF63");

    /// <summary>Paths below "Machine", e.g. <c>Scalar/Int32</c>.</summary>
    public static IEnumerable<string> Paths => All(machine: 1).Select(value => value.Path);

    /// <param name="machine">The index of the machine's own namespace, which node ids in its values carry.</param>
    /// <remarks>node-opcua writes its "namespace 1" values as they are: 1 is the server's own namespace, urn:…:machine.</remarks>
    public static Variant Of(string path, ushort machine = 1) => All(machine).Single(value => value.Path == path).Value;

    private static IEnumerable<(string Path, Variant Value)> All(ushort machine) =>
    [
        ("Scalar/Boolean", Variant.Of(true)),
        ("Array/Boolean", Array(BuiltInType.Boolean, true, false, true)),
        ("Scalar/SByte", Variant.Of(sbyte.MinValue)),
        ("Array/SByte", Array<sbyte>(BuiltInType.SByte, -128, 0, 127)),
        ("Scalar/Byte", Variant.Of(byte.MaxValue)),
        ("Array/Byte", Array<byte>(BuiltInType.Byte, 0, 255)),
        ("Scalar/Int16", Variant.Of(short.MinValue)),
        ("Array/Int16", Array(BuiltInType.Int16, short.MinValue, short.MaxValue)),
        ("Scalar/UInt16", Variant.Of(ushort.MaxValue)),
        ("Array/UInt16", Array(BuiltInType.UInt16, ushort.MinValue, ushort.MaxValue)),
        ("Scalar/Int32", Variant.Of(int.MinValue)),
        ("Array/Int32", Array(BuiltInType.Int32, int.MinValue, int.MaxValue)),
        ("Scalar/UInt32", Variant.Of(uint.MaxValue)),
        ("Array/UInt32", Array(BuiltInType.UInt32, uint.MinValue, uint.MaxValue)),
        ("Scalar/Int64", Variant.Of(long.MinValue)),
        ("Array/Int64", Array(BuiltInType.Int64, long.MinValue, long.MaxValue)),
        ("Scalar/UInt64", Variant.Of(ulong.MaxValue)),
        ("Array/UInt64", Array(BuiltInType.UInt64, ulong.MinValue, ulong.MaxValue)),
        ("Scalar/Float", Variant.Of(0.1f)),
        ("Array/Float", Array(BuiltInType.Float, -1.5f, 0.1f)),
        ("Scalar/Double", Variant.Of(Math.PI)),
        ("Array/Double", Array(BuiltInType.Double, double.Epsilon, -0.0, Math.PI)),
        ("Scalar/String", Variant.Of("压力 <b>")),
        ("Array/String", Array(BuiltInType.String, "", "a", "压力")),
        ("Scalar/DateTime", Variant.Of(Instant(2026, 11, 23, 23, 59, 58, 123))),
        ("Array/DateTime", Array(BuiltInType.DateTime, Instant(1999, 12, 31), Instant(2026, 1, 1))),
        ("Scalar/Guid", Variant.Of(Guid)),
        ("Array/Guid", Array(BuiltInType.Guid, Guid, new Guid("00000000-0000-0000-0000-000000000001"))),
        ("Scalar/ByteString", Variant.Of((byte[])[0, 255, 1])),
        ("Array/ByteString", Array<byte[]>(BuiltInType.ByteString, [1], [2, 3])),
        ("Scalar/XmlElement", Variant.OfXml("<a>1</a>")),
        ("Array/XmlElement", Array(BuiltInType.XmlElement, "<a/>", "<b/>")),
        ("Scalar/NodeId", Variant.Of(new NodeId("Machine", machine))),
        ("Array/NodeId", Array(BuiltInType.NodeId, new NodeId(85), new NodeId(Guid, machine))),
        ("Scalar/ExpandedNodeId", Variant.Of(new ExpandedNodeId(new NodeId("A", machine)))),
        ("Array/ExpandedNodeId", Array(BuiltInType.ExpandedNodeId, new ExpandedNodeId(new NodeId(85)), Elsewhere)),
        ("Scalar/StatusCode", Variant.Of(new StatusCode(0x80310000))),
        ("Array/StatusCode", Array(BuiltInType.StatusCode, StatusCode.Good, new StatusCode(0x80310000))),
        ("Scalar/QualifiedName", Variant.Of(new QualifiedName(machine, "Name"))),
        ("Array/QualifiedName", Array(BuiltInType.QualifiedName, new QualifiedName(0, "Name"), new QualifiedName(machine, "Name"))),
        ("Scalar/LocalizedText", Variant.Of(new LocalizedText("zh-CN", "压力机"))),
        ("Array/LocalizedText", Array(BuiltInType.LocalizedText, new LocalizedText(null, "a"), new LocalizedText("en", "b"))),
        ("Scalar/ExtensionObject", Variant.Of(Range(-1, 250.5))),
        ("Array/ExtensionObject", Array(BuiltInType.ExtensionObject, Range(0, 1), Range(2, 3))),
        ("Array/Matrix", Variant.OfMatrix(BuiltInType.Int32, Enumerable.Range(1, 6).ToArray(), [2, 3])),
        ("Scalar/Null", Variant.Null),
    ];

    private static Variant Array<T>(BuiltInType type, params T[] items) => Variant.OfArray(type, items);

    private static ExpandedNodeId Elsewhere => new(new NodeId("A", 0), "urn:elsewhere", 1);

    private static UaDateTime Instant(int year, int month, int day, int hour = 0, int minute = 0, int second = 0, int millisecond = 0) =>
        UaDateTime.From(new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero));

    /// <summary>A Range (Part 8 §5.6.2) in its binary encoding, i=886: a type that the client does not decode and keeps as it is.</summary>
    private static ExtensionObject Range(double low, double high)
    {
        var body = new byte[16];
        BitConverter.TryWriteBytes(body, low);
        BitConverter.TryWriteBytes(body.AsSpan(8), high);
        return new ExtensionObject(new NodeId(886), ExtensionBody.Binary, body);
    }
}
