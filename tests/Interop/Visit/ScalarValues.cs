using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Visit;

/// <summary>A value of each type that node-opcua can name, and what node-opcua must say it is.</summary>
internal static class ScalarValues
{
    private static readonly Guid Id = new("72962B91-FA75-4AE6-8D28-B404DC7DAF63");

    public static IReadOnlyList<(string Name, BuiltInType Type, Variant Value)> All { get; } =
    [
        ("Boolean", BuiltInType.Boolean, Variant.Of(true)),
        ("SByte", BuiltInType.SByte, Variant.Of((sbyte)-128)),
        ("Byte", BuiltInType.Byte, Variant.Of((byte)255)),
        ("Int16", BuiltInType.Int16, Variant.Of((short)-32768)),
        ("UInt16", BuiltInType.UInt16, Variant.Of((ushort)65535)),
        ("Int32", BuiltInType.Int32, Variant.Of(-12)),
        ("UInt32", BuiltInType.UInt32, Variant.Of(4294967295)),
        ("Int64", BuiltInType.Int64, Variant.Of(long.MinValue)),
        ("UInt64", BuiltInType.UInt64, Variant.Of(ulong.MaxValue)),
        ("Float", BuiltInType.Float, Variant.Of(0.5f)),
        ("Double", BuiltInType.Double, Variant.Of(Math.PI)),
        ("String", BuiltInType.String, Variant.Of("00123456789012345678")),
        ("DateTime", BuiltInType.DateTime, Variant.Of(UaDateTime.From(new DateTimeOffset(2026, 11, 23, 23, 59, 58, 123, TimeSpan.Zero)))),
        ("Guid", BuiltInType.Guid, Variant.Of(Id)),
        ("ByteString", BuiltInType.ByteString, Variant.Of((byte[])[0, 255, 1])),
        ("NodeId", BuiltInType.NodeId, Variant.Of(new NodeId("a", 1))),
    ];
}
