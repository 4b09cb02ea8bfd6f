using System.Text;
using System.Text.Json;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Codec.Json;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Tests.Codec.Structures;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec;

public sealed class JsonTests
{
    private static readonly int[] Six = [1, 2, 3, 4, 5, 6];
    private static readonly byte[] Two = [1, 2];
    private static readonly Variant[] Mixed = [Variant.Of(1), Variant.Of("a"), Variant.OfArray(BuiltInType.Byte, Two)];
    private static readonly ExtensionObject[] Places = [PlantTypes.Place(3, 4)];

    private static readonly string[] Namespaces = ["http://opcfoundation.org/UA/", "urn:a", "urn:plant"];

    public static TheoryData<string, Variant> Values => new()
    {
        { "null", Variant.Null },
        { "true", Variant.Of(true) },
        { "-12", Variant.Of(-12) },
        { "\"-12\"", Variant.Of("-12") },
        { "\"-9223372036854775808\"", Variant.Of(long.MinValue) },
        { "\"18446744073709551615\"", Variant.Of(ulong.MaxValue) },
        { "1.5", Variant.Of(1.5f) },
        { "0.1", Variant.Of(0.1) },
        { "\"NaN\"", Variant.Of(double.NaN) },
        { "\"-Infinity\"", Variant.Of(float.NegativeInfinity) },
        { "\"2022-06-18T04:26:40.0000001Z\"", Variant.Of(new UaDateTime(133_000_000_000_000_001)) },
        { "\"9999-12-31T23:59:59.9999999Z\"", Variant.Of(new UaDateTime(long.MaxValue)) },
        { "\"0001-01-01T00:00:00Z\"", Variant.Of(new UaDateTime(long.MinValue)) },
        { "\"00000001-0002-0003-0405-060708090a0b\"", Variant.Of(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)) },
        { "\"AQI=\"", Variant.Of(Two) },
        { "\"<a/>\"", Variant.OfXml("<a/>") },
        { "\"nsu=urn:plant;s=a\"", Variant.Of(new NodeId("a", 2)) },
        { "\"svr=1;nsu=urn:b;i=5\"", Variant.Of(new ExpandedNodeId(new NodeId(5), "urn:b", 1)) },
        { "\"nsu=urn:plant;a\"", Variant.Of(new QualifiedName(2, "a")) },
        { """{"Code":2150891520,"Symbol":"BadNodeIdUnknown"}""", Variant.Of(StatusCode.BadNodeIdUnknown) },
        { """{"Locale":"de","Text":"Druck"}""", Variant.Of(new LocalizedText("de", "Druck")) },
        { """{"UaTypeId":"nsu=urn:plant;i=9","UaEncoding":1,"UaBody":"AQI="}""", Variant.Of(new ExtensionObject(new NodeId(9, 2), ExtensionBody.Binary, Two)) },
        { """[1,2]""", Variant.OfArray(BuiltInType.Byte, Two) },
        { """[[1,2,3],[4,5,6]]""", Variant.OfMatrix(BuiltInType.Int32, Six, [2, 3]) },
        { """[[],[]]""", Variant.OfMatrix(BuiltInType.Int32, Array.Empty<int>(), [2, 0]) },
        { """[1,"a",[1,2]]""", Variant.OfArray(BuiltInType.Variant, Mixed) },
        { """{"Value":1,"StatusCode":{"Code":0,"Symbol":"Good"}}""", Variant.Of(new DataValue(Variant.Of(1))) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_written_so_that_its_kind_can_be_seen(string expected, Variant value) => Assert.Equal(expected, Written(value));

    [Fact]
    public void A_structure_is_an_object_with_its_fields_and_an_enumeration_tells_its_name()
    {
        var machine = StructureCodec.Decode(
            Variant.Of(PlantTypes.Make(
                PlantTypes.Machine,
                ("Name", Variant.Of("press")),
                ("Mode", Variant.Of(3)),
                ("Path", Variant.OfArray(BuiltInType.ExtensionObject, Places)))),
            PlantTypes.Table,
            CodecLimits.Client);

        var written = Written(machine);

        Assert.StartsWith("""{"Name":"press","Mode":"Running_3","Place":{"X":0,"Y":0},"Path":[{"X":3,"Y":4}],""", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_too_deep_in_itself_is_refused()
    {
        var value = Variant.Of(1);
        for (var i = 0; i < 200; i++)
        {
            value = Variant.OfArray(BuiltInType.Variant, new[] { value });
        }

        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() => Written(value)).Status);
    }

    private static string Written(in Variant value)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            new UaJsonWriter(json, Namespaces).Write(value);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
