using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Visit;

/// <summary>A structure with another one, an enumeration and a missing field in it, as a machine's own types.</summary>
internal static class OwnTypes
{
    private static readonly NodeId Structure = new(22);

    private static readonly DataTypeDescription Mode = new()
    {
        Id = new NodeId("Mode", 1),
        Name = new QualifiedName(1, "Mode"),
        BuiltIn = BuiltInType.Int32,
        Enumeration = new EnumDefinition([new EnumField(0, "Off", new LocalizedText(null, "Off")), new EnumField(3, "Running", new LocalizedText(null, "Running"))]),
    };

    private static readonly DataTypeDescription Place = Of("Place", StructureKind.Structure, Field("X", BuiltInType.Double), Field("Y", BuiltInType.Double));

    private static readonly DataTypeDescription Reading = Of(
        "Reading",
        StructureKind.WithOptionalFields,
        Field("Name", BuiltInType.String),
        new StructureField { Name = "Mode", DataType = Mode.Id },
        new StructureField { Name = "Where", DataType = Place.Id },
        new StructureField { Name = "Samples", DataType = new NodeId((uint)BuiltInType.Double), ValueRank = 1 },
        new StructureField { Name = "Note", DataType = new NodeId((uint)BuiltInType.String), IsOptional = true });

    public static void Add(AddressSpace space, Node folder)
    {
        foreach (var type in new[] { Mode, Place, Reading })
        {
            space.AddDataType(type);
        }

        var types = DataTypeTable.Standard.With([Mode, Place, Reading]);
        var place = new UaStructure(Place, [new UaField("X", Variant.Of(1.5), Place), new UaField("Y", Variant.Of(-2.0), Place)]);
        var reading = new UaStructure(
            Reading,
            [
                new UaField("Name", Variant.Of("Öl"), Reading),
                new UaField("Mode", Variant.Of(3), Mode),
                new UaField("Where", Variant.Of(StructureCodec.Encode(place, types)), Place),
                new UaField("Samples", Variant.OfArray(BuiltInType.Double, (double[])[0.5, -1]), Reading),
            ]);
        space.AddVariable(folder, new NodeId("reading", 1), "reading", Reading.Id, new DataValue(Variant.Of(StructureCodec.Encode(reading, types))));
        space.AddVariable(folder, new NodeId("mode", 1), "mode", Mode.Id, new DataValue(Variant.Of(3)));
        space.AddMetadata(1, "1.0", new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero));
    }

    private static DataTypeDescription Of(string name, StructureKind kind, params StructureField[] fields) => new()
    {
        Id = new NodeId(name, 1),
        Name = new QualifiedName(1, name),
        BuiltIn = BuiltInType.ExtensionObject,
        Structure = new StructureDefinition { DefaultEncodingId = new NodeId($"{name}.DefaultBinary", 1), BaseDataType = Structure, Kind = kind, Fields = fields },
    };

    private static StructureField Field(string name, BuiltInType type) => new() { Name = name, DataType = new NodeId((uint)type) };
}
