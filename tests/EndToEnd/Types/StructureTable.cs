using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>Structures that nest, with optional fields, a union, an enumeration, arrays of structures, and one that lies deeper in itself than is kept.</summary>
internal static class StructureTable
{
    private const string ForeignUri = "urn:industrial-gateway:interop:types";
    private const string Uri = "urn:industrial-gateway:end-to-end:types";
    private const ushort Index = 2;

    private static readonly DataTypeDescription Mode = new()
    {
        Id = new NodeId(3000, Index),
        Name = new QualifiedName(Index, "Mode"),
        BuiltIn = BuiltInType.Int32,
        Enumeration = new EnumDefinition([new EnumField(0, "Off"), new EnumField(3, "Running")]),
    };

    private static readonly DataTypeDescription Position = Type(3001, "Position", StructureKind.Structure, Field("X", 11), Field("Y", 11));

    private static readonly DataTypeDescription Reading = Type(
        3002, "Reading", StructureKind.WithOptionalFields,
        Field("Name", 12), Field("Note", 12) with { IsOptional = true }, Own("Mode", 3000), Own("Where", 3001) with { IsOptional = true },
        Own("Path", 3001) with { ValueRank = 1 }, Field("Count", 9));

    private static readonly DataTypeDescription Choice = Type(3003, "Choice", StructureKind.Union, Field("Number", 6), Field("Text", 12));

    private static readonly DataTypeDescription Box = Type(3004, "Box", StructureKind.Structure, Field("Content", 22));

    private static readonly DataTypeTable Table = DataTypeTable.Standard.With([Mode, Position, Reading, Choice, Box]);

    private static readonly ExtensionObject Leaf = Make(Position, ("X", Variant.Of(1.0)), ("Y", Variant.Of(2.0)));

    /// <summary>Of the machine that is ours.</summary>
    public static IEnumerable<TypeCase> Ours =>
    [
        Case("ours/Structure/Noted", Read(Uri, "Reading", ("Name", Value.Of("oil")), ("Note", Value.Of("123")), ("Mode", Value.Of(0)), ("Path", Points()), ("Count", Value.Of(ulong.MaxValue))),
            $$"""{"$type":"nsu={{Uri}};Reading","Name":"oil","Note":"123","Mode":0,"Path":[],"Count":18446744073709551615}"""),
        Case("ours/Structure/Reading", Read(Uri, "Reading", ("Name", Value.Of("oil")), ("Mode", Value.Of(3)), ("Where", Point(Uri, 1, 2)), ("Path", Points(Point(Uri, 3, 4))), ("Count", Value.Of(0UL))),
            $$"""{"$type":"nsu={{Uri}};Reading","Name":"oil","Mode":3,"Where":{"$type":"nsu={{Uri}};Position","X":1,"Y":2},"Path":[{"$type":"nsu={{Uri}};Position","X":3,"Y":4}],"Count":0}"""),
        Case("ours/Structure/Number", Read(Uri, "Choice", ("Number", Value.Of(-12))), $$"""{"$type":"nsu={{Uri}};Choice","Number":-12}"""),
        Case("ours/Structure/Nothing", Read(Uri, "Choice"), $$"""{"$type":"nsu={{Uri}};Choice"}"""),
        Case("ours/Structure/Many", Points(Point(Uri, 3, 4), Point(Uri, 5, 6)),
            $$"""[{"$type":"nsu={{Uri}};Position","X":3,"Y":4},{"$type":"nsu={{Uri}};Position","X":5,"Y":6}]""", rank: 1),
        Case("ours/Structure/Deep", DeepRead(), DeepJson()),
        new TypeCase("ours/Structure/Mode", BuiltInType.Int32, -1, new HeldValue(default, Value.Of(3), "3")),
        new TypeCase("ours/Structure/Door", BuiltInType.UInt16, -1, new HeldValue(default, Value.Of((ushort)1), "1")),
        new TypeCase("ours/Structure/Valve", BuiltInType.Int64, -1, new HeldValue(default, Value.Of(-5L), "-5")),
    ];

    /// <summary>Of node-opcua's machine (node/structures.mjs).</summary>
    public static IEnumerable<TypeCase> Foreign =>
    [
        Case("foreign/Structure/Reading", Read(
                ForeignUri, "Reading", ("Name", Value.Of("oil")), ("Mode", Value.Of(3)), ("Where", Point(ForeignUri, 1, 2)),
                ("Path", Points(Point(ForeignUri, 3, 4), Point(ForeignUri, 5, 6))), ("Count", Value.Of(ulong.MaxValue - 1)),
                ("Samples", Value.OfArray(new ArrayValue(DataType.Double, [Value.Of(0.5), Value.Of(-1.0)]))), ("Label", Value.OfLocalizedText("de", "Öl"))),
            $$"""{"$type":"nsu={{ForeignUri}};Reading","Name":"oil","Mode":3,"Where":{{Json(1, 2)}},"Path":[{{Json(3, 4)}},{{Json(5, 6)}}],"Count":18446744073709551614,"Samples":[0.5,-1],"Label":{"locale":"de","text":"Öl"}""" + "}"),
        Case("foreign/Structure/Number", Read(ForeignUri, "Choice", ("Number", Value.Of(-12))), $$"""{"$type":"nsu={{ForeignUri}};Choice","Number":-12}"""),
        Case("foreign/Structure/Place", Read(ForeignUri, "Choice", ("Where", Point(ForeignUri, 7, 8))), $$"""{"$type":"nsu={{ForeignUri}};Choice","Where":{{Json(7, 8)}}""" + "}"),
        Case("foreign/Structure/Derived", Read(ForeignUri, "Position3", ("X", Value.Of(1.0)), ("Y", Value.Of(2.0)), ("Z", Value.Of(3.0))),
            $$"""{"$type":"nsu={{ForeignUri}};Position3","X":1,"Y":2,"Z":3}"""),
        Case("foreign/Structure/Many", Points(Point(ForeignUri, 1, 2), Point(ForeignUri, 3, 4)), $"[{Json(1, 2)},{Json(3, 4)}]", rank: 1),
        new TypeCase("foreign/Structure/Mode", BuiltInType.Int32, -1, new HeldValue(default, Value.Of(3), "3")),
        new TypeCase("foreign/Structure/Door", BuiltInType.UInt32, -1, new HeldValue(default, Value.Of(1u), "1")),
    ];

    public static void AddTo(OurMachine machine)
    {
        machine.Space.Namespaces.Add(Uri);
        foreach (var type in (DataTypeDescription[])[Mode, Position, Reading, Choice, Box])
        {
            machine.Space.AddDataType(type);
        }

        var other = Make(Position, ("X", Variant.Of(3.0)), ("Y", Variant.Of(4.0)));
        var third = Make(Position, ("X", Variant.Of(5.0)), ("Y", Variant.Of(6.0)));
        Add(machine, "Noted", Make(Reading, ("Name", Variant.Of("oil")), ("Note", Variant.Of("123")), ("Path", Array()), ("Count", Variant.Of(ulong.MaxValue))));
        Add(machine, "Reading", Make(Reading, ("Name", Variant.Of("oil")), ("Mode", Variant.Of(3)), ("Where", Variant.Of(Leaf)), ("Path", Array(other))));
        Add(machine, "Number", Make(Choice, ("Number", Variant.Of(-12))));
        Add(machine, "Nothing", Make(Choice));
        Add(machine, "Deep", Boxes()[^1]);
        machine.Add("Structure/Many", Position.Id, Array(other, third), 1);
        machine.Add("Structure/Mode", Mode.Id, Variant.Of(3));
        machine.Space.AddEnumStrings(machine.Add("Structure/Door", new NodeId(5), Variant.Of((ushort)1)), new NodeId("door", 1), "open", "关");
        machine.Space.AddEnumValues(
            machine.Add("Structure/Valve", new NodeId(8), Variant.Of(-5L)), new NodeId("valve", 1), new EnumValueType(-5, new LocalizedText("en", "stuck")));
    }

    /// <summary>Each in the next, forty of them; the leaf is the first.</summary>
    private static ExtensionObject[] Boxes()
    {
        var boxes = new ExtensionObject[41];
        boxes[0] = Leaf;
        for (var i = 1; i < boxes.Length; i++)
        {
            boxes[i] = Make(Box, ("Content", Variant.Of(boxes[i - 1])));
        }

        return boxes;
    }

    /// <summary>Eleven boxes with their fields, the twelfth with its bytes.</summary>
    private static Value DeepRead()
    {
        var boxes = Boxes();
        var value = Value.OfStructure(new StructureValue($"nsu={Uri};i=5004", ("binary", Value.Of(boxes[^12].Body.ToArray()))));
        for (var i = 0; i < 11; i++)
        {
            value = Read(Uri, "Box", ("Content", value));
        }

        return value;
    }

    private static string DeepJson() =>
        string.Concat(Enumerable.Repeat($$"""{"$type":"nsu={{Uri}};Box","Content":""", 11))
        + $$"""{"$type":"nsu={{Uri}};i=5004","binary":"{{Convert.ToBase64String(Boxes()[^12].Body.Span)}}"}"""
        + new string('}', 11);

    private static TypeCase Case(string path, Value read, string json, int rank = -1) =>
        new(path, BuiltInType.ExtensionObject, rank, new HeldValue(default, read, json));

    private static Value Read(string uri, string type, params (string, Value)[] fields) =>
        Value.OfStructure(new StructureValue($"nsu={uri};{type}", fields));

    private static Value Point(string uri, double x, double y) => Read(uri, "Position", ("X", Value.Of(x)), ("Y", Value.Of(y)));

    private static Value Points(params Value[] points) => Value.OfArray(new ArrayValue(DataType.ExtensionObject, points));

    private static string Json(int x, int y) => $$"""{"$type":"nsu={{ForeignUri}};Position","X":{{x}},"Y":{{y}}}""";

    private static void Add(OurMachine machine, string name, ExtensionObject value) =>
        machine.Add($"Structure/{name}", value.Structure!.Type.Id, Variant.Of(value)); // made below

    private static Variant Array(params ExtensionObject[] items) => Variant.OfArray(BuiltInType.ExtensionObject, items);

    private static ExtensionObject Make(DataTypeDescription type, params (string Name, Variant Value)[] fields) =>
        StructureCodec.Encode(new UaStructure(type, [.. fields.Select(field => new UaField(field.Name, field.Value, type))]), Table);

    private static StructureField Field(string name, uint builtIn) => new() { Name = name, DataType = new NodeId(builtIn) };

    private static StructureField Own(string name, uint type) => new() { Name = name, DataType = new NodeId(type, Index) };

    private static DataTypeDescription Type(uint id, string name, StructureKind kind, params StructureField[] fields) => new()
    {
        Id = new NodeId(id, Index),
        Name = new QualifiedName(Index, name),
        BuiltIn = BuiltInType.ExtensionObject,
        Structure = new StructureDefinition
        {
            DefaultEncodingId = new NodeId(id + 2000, Index),
            BaseDataType = new NodeId(22),
            Kind = kind,
            Fields = fields,
        },
    };
}
