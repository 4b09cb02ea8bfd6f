using CsCheck;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec.Structures;

public sealed class StructureCodecTests
{
    private static readonly uint[] Dimensions = [2];

    private static readonly ExtensionObject Machine = PlantTypes.Make(
        PlantTypes.Machine,
        ("Name", Variant.Of("press")),
        ("Mode", Variant.Of(3)),
        ("Place", Variant.Of(PlantTypes.Place(1, 2))),
        ("Path", Variant.OfArray(BuiltInType.ExtensionObject, new[] { PlantTypes.Place(3, 4), PlantTypes.Place(5, 6) })),
        ("Grid", Variant.OfMatrix(BuiltInType.ExtensionObject, new[] { PlantTypes.Place(7, 8), PlantTypes.Place(9, 10) }, [2, 1])),
        ("Samples", Variant.OfArray(BuiltInType.Double, new[] { 0.5, double.NaN })),
        ("Image", Variant.OfMatrix(BuiltInType.Byte, new byte[] { 1, 2, 3, 4, 5, 6 }, [2, 3])),
        ("Any", Variant.OfArray(BuiltInType.Int32, new[] { -12 })),
        ("All", Variant.OfArray(BuiltInType.Variant, new[] { Variant.Of("a"), Variant.Of(ulong.MaxValue), Variant.Of(PlantTypes.Place(0, 1)) })),
        ("Extra", Variant.Of(PlantTypes.Place(11, 12))),
        ("Since", Variant.Of(new UaDateTime(133_000_000_000_000_001))),
        ("Choice", Variant.Of(PlantTypes.Make(PlantTypes.Union, ("Text", Variant.Of("t"))))));

    [Fact]
    public void A_structure_with_optional_fields_lies_on_the_wire_as_in_the_specification()
    {
        var body = PlantTypes.Make(PlantTypes.TypeA, ("X", Variant.Of(1)), ("Y", Variant.Of((sbyte)-2)), ("O2", Variant.Of(3)));

        Assert.Equal(new NodeId(1020, 2), body.TypeId);
        Assert.Equal([2, 0, 0, 0, 1, 0, 0, 0, 0xFE, 3, 0, 0, 0], body.Body.ToArray());
    }

    [Fact]
    public void A_missing_optional_field_is_not_there_and_the_others_keep_their_places()
    {
        var body = PlantTypes.Make(PlantTypes.TypeA, ("X", Variant.Of(1)), ("Y", Variant.Of((sbyte)-2)), ("O2", Variant.Of(3)));

        var read = StructureCodec.Read(body, PlantTypes.Table, CodecLimits.Client);

        Assert.NotNull(read);
        Assert.Equal(["X", "Y", "O2"], read.Fields.Select(field => field.Name));
        Assert.Equal(Variant.Of(3), read["O2"]);
        Assert.Equal(Variant.Null, read["O1"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Small")]
    [InlineData("Number")]
    [InlineData("Text")]
    [InlineData("Place")]
    public void A_union_has_the_one_field_that_its_switch_names_or_none(string name)
    {
        (string, Variant)[] fields = name switch
        {
            "Small" => [(name, Variant.Of((byte)7))],
            "Number" => [(name, Variant.Of(-12))],
            "Text" => [(name, Variant.Of("12"))],
            "Place" => [(name, Variant.Of(PlantTypes.Place(1, 2)))],
            _ => [],
        };

        var read = StructureCodec.Read(PlantTypes.Make(PlantTypes.Union, fields), PlantTypes.Table, CodecLimits.Client);

        Assert.NotNull(read);
        Assert.Equal(fields, read.Fields.Select(field => (field.Name, field.Value)));
    }

    [Fact]
    public void Nested_structures_arrays_matrices_and_any_values_come_back_as_they_were()
    {
        var read = StructureCodec.Read(Machine, PlantTypes.Table, CodecLimits.Client);

        Assert.NotNull(read);
        Assert.Equal(Machine, StructureCodec.Encode(read, PlantTypes.Table));
        Assert.Equal(12, read.Fields.Count);
        Assert.Equal(Variant.Of(3), read["Mode"]);
        Assert.Same(PlantTypes.Mode, read.Fields[1].Type);
        Assert.Equal(Variant.Of(2.0), Inner(read["Place"])["Y"]);
        Assert.Equal(Variant.OfArray(BuiltInType.Double, new[] { 0.5, double.NaN }), read["Samples"]);
        Assert.Equal(Variant.OfMatrix(BuiltInType.Byte, new byte[] { 1, 2, 3, 4, 5, 6 }, [2, 3]), read["Image"]);
        Assert.Equal(Variant.OfArray(BuiltInType.Int32, new[] { -12 }), read["Any"]);
        Assert.Equal(Variant.Of(12.0), Inner(read["Extra"])["Y"]);
        Assert.Equal(Variant.Of(1.0), Inner(((Variant[])read["All"].Reference!)[2])["Y"]);
        var grid = Assert.IsType<VariantMatrix>(read["Grid"].Reference);
        Assert.Equal([2, 1], grid.Dimensions);
        Assert.Equal(Variant.Of(9.0), ((ExtensionObject[])grid.Elements)[1].Structure!["X"]);
        Assert.Equal(Variant.Of("t"), Inner(read["Choice"])["Text"]);
    }

    [Fact]
    public void A_field_that_takes_subtypes_carries_them_with_their_type()
    {
        var any = PlantTypes.Make(PlantTypes.TypeA, ("X", Variant.Of(1)));
        var body = PlantTypes.Make(PlantTypes.Open, ("Place", Variant.Of(any)), ("Number", Variant.Of(1.5f)), ("Plain", Variant.Of(2.5)));

        var read = StructureCodec.Read(body, PlantTypes.Table, CodecLimits.Client);

        Assert.NotNull(read);
        Assert.Equal(Variant.Of(1), Inner(read["Place"])["X"]);
        Assert.Equal(Variant.Of(1.5f), read["Number"]);
        Assert.Equal(Variant.Of(2.5), read["Plain"]);
    }

    [Fact]
    public void What_a_value_does_not_say_is_written_as_the_default()
    {
        var read = StructureCodec.Read(PlantTypes.Make(PlantTypes.Machine), PlantTypes.Table, CodecLimits.Client);

        Assert.NotNull(read);
        Assert.Equal(Variant.Of(0), read["Mode"]);
        Assert.Equal(Variant.Of(0.0), Inner(read["Place"])["X"]);
        Assert.Equal(Variant.OfArray(BuiltInType.Double, null), read["Samples"]);
    }

    [Theory]
    [InlineData("X", 1.5)]
    [InlineData("Other", 1)]
    public void A_value_that_does_not_fit_is_refused(string field, object value)
    {
        var refusal = Assert.Throws<UaException>(() => PlantTypes.Make(
            PlantTypes.TypeA, (field, value is double number ? Variant.Of(number) : Variant.Of((int)value))));

        Assert.Equal(StatusCode.BadTypeMismatch, refusal.Status);
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 4, 0, 0, 0, 1, 0, 0, 0, 0xFE, 3, 0, 0, 0 }, 1020u)] // the mask claims a third optional field
    [InlineData(new byte[] { 2, 0, 0, 0, 1, 0, 0, 0, 0xFE, 3, 0, 0 }, 1020u)] // too short
    [InlineData(new byte[] { 2, 0, 0, 0, 1, 0, 0, 0, 0xFE, 3, 0, 0, 0, 0 }, 1020u)] // too long
    [InlineData(new byte[] { 5, 0, 0, 0, 1 }, 1030u)] // the union has four fields
    [InlineData(new byte[] { 255, 255, 255, 255 }, 1030u)]
    [InlineData(new byte[] { 1, 2, 3 }, 7777u)] // nobody knows the type
    public void A_body_that_is_not_what_its_definition_says_keeps_its_type_and_bytes(byte[] bytes, uint id)
    {
        var body = new ExtensionObject(new NodeId(id, 2), ExtensionBody.Binary, bytes);

        var decoded = StructureCodec.Decode(Variant.Of(body), PlantTypes.Table, CodecLimits.Client);

        Assert.True(decoded.TryGet(out ExtensionObject? kept));
        Assert.Null(kept.Structure);
        Assert.Equal(body, kept);
    }

    [Fact]
    public void A_tree_deeper_than_the_limit_keeps_its_bytes()
    {
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([1, 0, 0, 0, 1, 0, 0, 0], 100_000).SelectMany(each => each), 1, 0, 0, 0, 0, 0, 0, 0];
        var body = new ExtensionObject(new NodeId(1060, 2), ExtensionBody.Binary, bytes);

        var refusal = Assert.Throws<UaException>(() => StructureCodec.Read(body, PlantTypes.Table, CodecLimits.Client));

        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, refusal.Status);
    }

    [Fact]
    public void A_tree_of_childless_nodes_takes_no_more_memory_than_its_bytes_allow()
    {
        byte[] bytes = [1, 0, 0, 0, .. BitConverter.GetBytes(8_191), .. Enumerable.Repeat<byte>(0xFF, 8 * 8_191)];
        var body = new ExtensionObject(new NodeId(1060, 2), ExtensionBody.Binary, bytes);
        var limits = CodecLimits.Client;
        Assert.Throws<UaException>(() => StructureCodec.Read(body, PlantTypes.Table, limits));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<UaException>(() => StructureCodec.Read(body, PlantTypes.Table, limits));

        const int OfTheException = 32_768;
        Assert.InRange(
            GC.GetAllocatedBytesForCurrentThread() - before, 0, (bytes.Length * limits.MemoryFactor) + limits.MemoryBase + OfTheException);
    }

    [Fact]
    public void A_tree_of_twenty_levels_is_read_once()
    {
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([7, 0, 0, 0, 1, 0, 0, 0], 20).SelectMany(each => each), 7, 0, 0, 0, 0, 0, 0, 0];
        var body = new ExtensionObject(new NodeId(1060, 2), ExtensionBody.Binary, bytes);
        StructureCodec.Read(body, PlantTypes.Table, CodecLimits.Client);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = StructureCodec.Read(body, PlantTypes.Table, CodecLimits.Client);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 21 * 512);
        var depth = 0;
        for (var node = read; node?["Children"].Reference is ExtensionObject[] and [var child]; node = child.Structure)
        {
            depth++;
        }

        Assert.Equal(20, depth);
    }

    [Fact]
    public void Extension_objects_deep_within_extension_objects_end_at_the_limit()
    {
        var type = PlantTypes.Structure(70, "Box", StructureKind.Structure, PlantTypes.Field("Content", 22));
        var table = PlantTypes.Table.With([type]);
        var body = ExtensionObject.Null;
        for (var i = 0; i < 3000; i++)
        {
            var encoded = StructureCodec.Encode(new UaStructure(type, [new UaField("Content", Variant.Of(body), type)]), table);
            body = new ExtensionObject(encoded.TypeId, encoded.Encoding, encoded.Body); // as it comes from a peer
        }

        var decoded = StructureCodec.Decode(Variant.Of(body), table, CodecLimits.Client);

        var depth = 0;
        for (var inner = (ExtensionObject)decoded.Reference!; inner.Structure is { } structure; inner = (ExtensionObject)structure["Content"].Reference!)
        {
            depth++;
        }

        Assert.InRange(depth, 1, CodecLimits.Client.MaxDepth);
    }

    [Fact]
    public void A_structure_of_nothing_does_not_become_many_from_no_bytes()
    {
        var nothing = PlantTypes.Structure(80, "Nothing", StructureKind.Structure);
        var many = PlantTypes.Structure(81, "Many", StructureKind.Structure, PlantTypes.Field("All", 80, rank: 1, ns: 2));
        byte[] bytes = [255, 255, 255, 127];

        var refusal = Assert.Throws<UaException>(() => StructureCodec.Read(
            new ExtensionObject(new NodeId(1081, 2), ExtensionBody.Binary, bytes), PlantTypes.Table.With([nothing, many]), CodecLimits.Client));

        Assert.Equal(StatusCode.BadDecodingError, refusal.Status);
    }

    [Fact]
    public void Known_structures_of_the_standard_decode_without_a_server()
    {
        var range = StructureCodec.Read(StandardStructures.Encode(new ValueRange(-1, 1)), DataTypeTable.Standard, CodecLimits.Client);
        var argument = StructureCodec.Read(
            StandardStructures.Encode(new MethodArgument { Name = "speed", DataType = new NodeId(11), ArrayDimensions = Dimensions }),
            DataTypeTable.Standard,
            CodecLimits.Client);

        Assert.Equal(Variant.Of(1.0), range?["High"]);
        Assert.Equal(Variant.Of("speed"), argument?["Name"]);
        Assert.Equal(Variant.OfArray(BuiltInType.UInt32, Dimensions), argument?["ArrayDimensions"]);
    }

    [Fact]
    public void Every_structure_of_the_standard_can_be_written_and_read()
    {
        var structures = Enumerable.Range(0, 30_000).Select(id => DataTypeTable.Standard.Find(new NodeId((uint)id)))
            .OfType<DataTypeDescription>().Where(type => type.Structure is not null).ToList();

        Assert.True(structures.Count >= 38);
        Assert.All(structures, type =>
        {
            var body = StructureCodec.Encode(new UaStructure(type, []), DataTypeTable.Standard);
            Assert.Equal(type.Structure!.Fields.Count, StructureCodec.Read(body, DataTypeTable.Standard, CodecLimits.Client)!.Fields.Count);
        });
    }

    [Fact]
    public void Altered_bodies_are_read_or_refused_and_take_no_more_memory_than_the_limits_say() =>
        Gen.Select(Gen.Int[0, Machine.Body.Length - 1], Gen.Byte, Gen.Int[0, Machine.Body.Length]).Sample((place, other, length) =>
        {
            var bytes = Machine.Body.ToArray();
            bytes[place] = other;
            var before = GC.GetAllocatedBytesForCurrentThread();

            var decoded = StructureCodec.Decode(
                Variant.Of(new ExtensionObject(Machine.TypeId, ExtensionBody.Binary, bytes.AsMemory(0, length))), PlantTypes.Table, CodecLimits.Client);

            return decoded.Type == BuiltInType.ExtensionObject
                && GC.GetAllocatedBytesForCurrentThread() - before <= (4 * bytes.Length) + (1024 * 1024) + 65_536;
        }, iter: 20_000);

    private static UaStructure Inner(in Variant value) => Assert.IsType<ExtensionObject>(value.Reference).Structure!;
}
