using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec;

public sealed class StandardStructureTests
{
    private static readonly ExtensionObject[] Encoded =
    [
        StandardStructures.Encode(new StructureDefinition
        {
            DefaultEncodingId = new NodeId(5001, 2),
            BaseDataType = new NodeId(22),
            Kind = StructureKind.WithOptionalFields,
            Fields =
            [
                new StructureField
                {
                    Name = "Speed",
                    Description = new LocalizedText("en", "How fast"),
                    DataType = new NodeId(11),
                    ValueRank = 2,
                    ArrayDimensions = [3, 0],
                    MaxStringLength = 9,
                    IsOptional = true,
                },
            ],
        }),
        StandardStructures.Encode(new EnumDefinition([new EnumField(-3, "Off", new LocalizedText("Aus"), new LocalizedText("de", "Steht"))])),
        StandardStructures.Encode(new MethodArgument
        {
            Name = "speed",
            DataType = new NodeId(11),
            ValueRank = 1,
            ArrayDimensions = [0],
            Description = new LocalizedText("How fast"),
        }),
        StandardStructures.Encode(new ValueRange(-10, 1500.5)),
        StandardStructures.Encode(new EngineeringUnits("urn:units", 4408652, new LocalizedText("°C"), new LocalizedText("en", "degree Celsius"))),
        StandardStructures.Encode(new EnumValueType(7, new LocalizedText("Running"), new LocalizedText("It runs"))),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Encoded.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_structure_is_read_as_what_was_written(int index)
    {
        var decoded = StandardStructures.Decode(Encoded[index], CodecLimits.Client);

        Assert.Equal(Encoded[index], decoded switch
        {
            StructureDefinition value => StandardStructures.Encode(value),
            EnumDefinition value => StandardStructures.Encode(value),
            MethodArgument value => StandardStructures.Encode(value),
            ValueRange value => StandardStructures.Encode(value),
            EngineeringUnits value => StandardStructures.Encode(value),
            EnumValueType value => StandardStructures.Encode(value),
            _ => null,
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_structure_cut_off_anywhere_is_refused(int index)
    {
        var whole = Encoded[index];

        for (var length = 0; length < whole.Body.Length; length++)
        {
            Assert.Throws<UaException>(() => StandardStructures.Decode(
                new ExtensionObject(whole.TypeId, ExtensionBody.Binary, whole.Body[..length]), CodecLimits.Client));
        }
    }

    [Fact]
    public void A_range_lies_on_the_wire_as_the_specification_says()
    {
        var range = StandardStructures.Encode(new ValueRange(0, 100));

        Assert.Equal(new NodeId(886), range.TypeId);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x59, 0x40], range.Body.ToArray());
    }

    [Fact]
    public void Another_structure_is_left_alone() =>
        Assert.Null(StandardStructures.Decode(new ExtensionObject(new NodeId(864), ExtensionBody.Binary, new byte[] { 1 }), CodecLimits.Client));
}
