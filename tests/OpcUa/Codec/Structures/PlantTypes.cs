using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec.Structures;

/// <summary>Types of a plant, one of each kind.</summary>
internal static class PlantTypes
{
    public static readonly DataTypeDescription Mode = new()
    {
        Id = new NodeId(1, 2),
        Name = new QualifiedName(2, "Mode"),
        BuiltIn = BuiltInType.Int32,
        Enumeration = new EnumDefinition([new EnumField(0, "Off"), new EnumField(3, "Running")]),
    };

    public static readonly DataTypeDescription Position = Structure(
        10, "Position", StructureKind.Structure, Field("X", 11), Field("Y", 11));

    /// <summary>The example of Part 6 §5.2.7: Int32 X, Int32 O1 (optional), SByte Y, Int32 O2 (optional).</summary>
    public static readonly DataTypeDescription TypeA = Structure(
        20, "TypeA", StructureKind.WithOptionalFields, Field("X", 6), Field("O1", 6, isOptional: true), Field("Y", 2), Field("O2", 6, isOptional: true));

    /// <summary>The example of Part 6 §5.2.8: one of Byte, Int32 and String.</summary>
    public static readonly DataTypeDescription Union = Structure(
        30, "Union", StructureKind.Union, Field("Small", 3), Field("Number", 6), Field("Text", 12), Field("Place", 10, ns: 2));

    public static readonly DataTypeDescription Machine = Structure(
        40,
        "Machine",
        StructureKind.Structure,
        Field("Name", 12),
        Field("Mode", 1, ns: 2),
        Field("Place", 10, ns: 2),
        Field("Path", 10, rank: 1, ns: 2),
        Field("Grid", 10, rank: 2, ns: 2),
        Field("Samples", 11, rank: 1),
        Field("Image", 3, rank: 2),
        Field("Any", 24),
        Field("All", 24, rank: 1),
        Field("Extra", 22),
        Field("Since", 294),
        Field("Choice", 30, ns: 2));

    public static readonly DataTypeDescription Open = Structure(
        50, "Open", StructureKind.WithSubtypedValues, Field("Place", 10, isOptional: true, ns: 2), Field("Number", 11, isOptional: true), Field("Plain", 11));

    public static readonly DataTypeDescription Tree = Structure(
        60, "Tree", StructureKind.Structure, Field("Value", 6), Field("Children", 60, rank: 1, ns: 2));

    public static readonly DataTypeTable Table = DataTypeTable.Standard.With([Mode, Position, TypeA, Union, Machine, Open, Tree]);

    public static StructureField Field(string name, uint type, int rank = -1, bool isOptional = false, ushort ns = 0) =>
        new() { Name = name, DataType = new NodeId(type, ns), ValueRank = rank, IsOptional = isOptional };

    public static DataTypeDescription Structure(uint id, string name, StructureKind kind, params StructureField[] fields) => new()
    {
        Id = new NodeId(id, 2),
        Name = new QualifiedName(2, name),
        BuiltIn = BuiltInType.ExtensionObject,
        Structure = new StructureDefinition { DefaultEncodingId = new NodeId(id + 1000, 2), Kind = kind, Fields = fields },
    };

    public static ExtensionObject Make(DataTypeDescription type, params (string Name, Variant Value)[] fields) =>
        StructureCodec.Encode(new UaStructure(type, [.. fields.Select(field => new UaField(field.Name, field.Value, Mode))]), Table);

    public static ExtensionObject Place(double x, double y) => Make(Position, ("X", Variant.Of(x)), ("Y", Variant.Of(y)));
}
