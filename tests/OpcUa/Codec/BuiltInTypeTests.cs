using System.Globalization;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec;

/// <summary>Known bytes, both ways. Where Part 6 has an example, it is that one.</summary>
public sealed class BuiltInTypeTests
{
    private static readonly Guid Guid = Guid.Parse("72962B91-FA75-4AE6-8D28-B404DC7DAF63");

    private static readonly (string Name, Variant Value, string Hex)[] Table =
    [
        ("Null", Variant.Null, "00"),
        ("Boolean true", Variant.Of(true), "01 01"),
        ("Boolean false", Variant.Of(false), "01 00"),
        ("SByte", Variant.Of((sbyte)-128), "02 80"),
        ("Byte", Variant.Of((byte)255), "03 FF"),
        ("Int16", Variant.Of((short)-2), "04 FE FF"),
        ("UInt16", Variant.Of((ushort)65_535), "05 FF FF"),
        ("Int32 1 000 000 000 (§5.2.2.2)", Variant.Of(1_000_000_000), "06 00 CA 9A 3B"),
        ("UInt32", Variant.Of(uint.MaxValue), "07 FF FF FF FF"),
        ("Int64", Variant.Of(long.MinValue), "08 00 00 00 00 00 00 00 80"),
        ("UInt64", Variant.Of(ulong.MaxValue), "09 FF FF FF FF FF FF FF FF"),
        ("Float -6.5 (§5.2.2.3)", Variant.Of(-6.5f), "0A 00 00 D0 C0"),
        ("Float signalling NaN", Variant.FromBits(BuiltInType.Float, 0x7F800001), "0A 01 00 80 7F"),
        ("Double", Variant.Of(1.0), "0B 00 00 00 00 00 00 F0 3F"),
        ("Double -0.0", Variant.Of(-0.0), "0B 00 00 00 00 00 00 00 80"),
        ("Double NaN with payload", Variant.FromBits(BuiltInType.Double, 0x7FF8000000000123), "0B 23 01 00 00 00 00 F8 7F"),
        ("String 水Boy (§5.2.2.4)", Variant.Of("水Boy"), "0C 06 00 00 00 E6 B0 B4 42 6F 79"),
        ("String empty", Variant.Of(""), "0C 00 00 00 00"),
        ("String null", Variant.Of((string?)null), "0C FF FF FF FF"),
        ("DateTime 1601-01-01 and one tick", Variant.Of(new UaDateTime(1)), "0D 01 00 00 00 00 00 00 00"),
        ("DateTime beyond any calendar", Variant.Of(new UaDateTime(long.MaxValue)), "0D FF FF FF FF FF FF FF 7F"),
        ("Guid (§5.2.2.6)", Variant.Of(Guid), "0E 91 2B 96 72 75 FA E6 4A 8D 28 B4 04 DC 7D AF 63"),
        ("ByteString", Variant.Of([0, 255]), "0F 02 00 00 00 00 FF"),
        ("ByteString null", Variant.Of((byte[]?)null), "0F FF FF FF FF"),
        ("XmlElement", Variant.OfXml("<A/>"), "10 04 00 00 00 3C 41 2F 3E"),
        ("NodeId of two bytes, i=72 (§5.2.2.9)", Variant.Of(new NodeId(72)), "11 00 48"),
        ("NodeId of four bytes, ns=5;i=1025 (§5.2.2.9)", Variant.Of(new NodeId(1025, 5)), "11 01 05 01 04"),
        ("NodeId numeric", Variant.Of(new NodeId(65_536, 256)), "11 02 00 01 00 00 01 00"),
        ("NodeId ns=1;s=Hot水 (§5.2.2.9)", Variant.Of(new NodeId("Hot水", 1)), "11 03 01 00 06 00 00 00 48 6F 74 E6 B0 B4"),
        ("NodeId guid", Variant.Of(new NodeId(Guid, 2)), "11 04 02 00 91 2B 96 72 75 FA E6 4A 8D 28 B4 04 DC 7D AF 63"),
        ("NodeId opaque", Variant.Of(new NodeId([1, 2], 3)), "11 05 03 00 02 00 00 00 01 02"),
        ("ExpandedNodeId", Variant.Of(new ExpandedNodeId(new NodeId(1), "u", 2)), "12 C0 01 01 00 00 00 75 02 00 00 00"),
        ("ExpandedNodeId without URI", Variant.Of(new ExpandedNodeId(new NodeId(1))), "12 00 01"),
        ("StatusCode", Variant.Of(StatusCode.BadNodeIdUnknown), "13 00 00 34 80"),
        ("QualifiedName", Variant.Of(new QualifiedName(2, "a")), "14 02 00 01 00 00 00 61"),
        ("LocalizedText", Variant.Of(new LocalizedText("en", "a")), "15 03 02 00 00 00 65 6E 01 00 00 00 61"),
        ("LocalizedText without locale", Variant.Of(new LocalizedText("a")), "15 02 01 00 00 00 61"),
        ("ExtensionObject", Variant.Of(new ExtensionObject(new NodeId(886), ExtensionBody.Binary, new byte[] { 9 })), "16 01 00 76 03 01 01 00 00 00 09"),
        ("ExtensionObject null", Variant.Of(ExtensionObject.Null), "16 00 00 00"),
        ("DataValue", Variant.Of(new DataValue(Variant.Of((byte)7), StatusCode.BadOutOfRange)), "17 03 03 07 00 00 3C 80"),
        ("DiagnosticInfo", Variant.Of(new DiagnosticInfo { SymbolicId = 1, Inner = new DiagnosticInfo { LocalizedText = 2 } }), "19 41 01 00 00 00 04 02 00 00 00"),
        ("Boolean[]", Variant.OfArray(BuiltInType.Boolean, new[] { true, false }), "81 02 00 00 00 01 00"),
        ("Int32[] empty", Variant.OfArray(BuiltInType.Int32, Array.Empty<int>()), "86 00 00 00 00"),
        ("Int32[] null", Variant.OfArray(BuiltInType.Int32, null), "86 FF FF FF FF"),
        ("Byte[]", Variant.OfArray(BuiltInType.Byte, new byte[] { 1, 2 }), "83 02 00 00 00 01 02"),
        ("Double[]", Variant.OfArray(BuiltInType.Double, new[] { 1.0 }), "8B 01 00 00 00 00 00 00 00 00 00 F0 3F"),
        ("String[]", Variant.OfArray(BuiltInType.String, new string?[] { "a", null }), "8C 02 00 00 00 01 00 00 00 61 FF FF FF FF"),
        ("ByteString[]", Variant.OfArray(BuiltInType.ByteString, new byte[]?[] { [1], null }), "8F 02 00 00 00 01 00 00 00 01 FF FF FF FF"),
        ("Variant[]", Variant.OfArray(BuiltInType.Variant, new[] { Variant.Of((byte)1), Variant.Null }), "98 02 00 00 00 03 01 00"),
        ("Int16 matrix of 2 x 1", Variant.OfMatrix(BuiltInType.Int16, new short[] { 1, 2 }, [2, 1]), "C4 02 00 00 00 01 00 02 00 02 00 00 00 02 00 00 00 01 00 00 00"),
    ];

    public static TheoryData<string> Cases => [.. Table.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_value_is_written_as_these_bytes_and_read_from_them(string name)
    {
        var (_, value, hex) = Table.Single(row => row.Name == name);

        var written = Bytes.Written((ref writer) => writer.WriteVariant(value));
        var read = Bytes.Read(Bytes.Of(hex), static (ref reader) => reader.ReadVariant());

        Assert.Equal(Convert.ToHexString(Bytes.Of(hex)), Convert.ToHexString(written));
        Assert.Equal(value, read);
    }

    [Fact]
    public void A_data_value_has_its_fields_in_the_order_of_the_specification()
    {
        var value = new DataValue(Variant.Of((byte)7), StatusCode.BadOutOfRange, new UaDateTime(1), new UaDateTime(2))
        {
            SourcePicoseconds = 3,
            ServerPicoseconds = 4,
        };
        var bytes = Bytes.Of("3F 0307 00003C80 0100000000000000 0300 0200000000000000 0400");

        Assert.Equal(bytes, Bytes.Written((ref writer) => writer.WriteDataValue(value)));
        Assert.Equal(value, Bytes.Read(bytes, static (ref reader) => reader.ReadDataValue()));
    }

    [Fact]
    public void Picoseconds_over_their_range_are_taken_for_the_greatest()
    {
        var value = Bytes.Read(Bytes.Of("10 FFFF"), static (ref reader) => reader.ReadDataValue());

        Assert.Equal(9999, value.SourcePicoseconds);
    }

    [Theory]
    [InlineData(26)]
    [InlineData(31)]
    public void A_type_that_the_specification_keeps_free_is_read_as_a_byte_string(int type)
    {
        var bytes = Bytes.Of(type.ToString("X2", CultureInfo.InvariantCulture) + " 01000000 07");

        Assert.Equal(Variant.Of([7]), Bytes.Read(bytes, static (ref reader) => reader.ReadVariant()));
    }

    [Fact]
    public void A_text_that_is_not_UTF_8_costs_only_its_bad_letters()
    {
        var value = Bytes.Read(Bytes.Of("03000000 61 FF 62"), static (ref reader) => reader.ReadString());

        Assert.Equal("a\uFFFDb", value);
    }
}
