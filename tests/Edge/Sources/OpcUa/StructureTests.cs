using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Structures of a machine's own types, up to the buffer.</summary>
public sealed class StructureTests
{
    private const string TypesUri = "urn:test:types";
    private const string OtherUri = "urn:other:types";

    private static readonly IndustrialGateway.OpcUa.Client.NamespaceTable Names = new("http://opcfoundation.org/UA/", "urn:test:machine", TypesUri);

    [Fact]
    public async Task Types_that_a_machine_numbers_otherwise_when_it_comes_back_are_never_taken_for_each_other()
    {
        await using var machine = new Machine();
        AddVariables(machine, [TypesUri, OtherUri]);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            points:
              - { node: "nsu=urn:test:machine;s=urn:test:types" }
              - { node: "nsu=urn:test:machine;s=urn:other:types" }
            """);
        Assert.Equal([Expected(TypesUri), Expected(OtherUri)], (await running.TakeAsync(2)).Select(row => row.Value));

        await machine.StopAsync();
        machine.Space = new AddressSpace(Machine.Namespace);
        AddVariables(machine, [OtherUri, TypesUri]);
        await machine.StartAsync();

        HashSet<string> waiting = [TypesUri, OtherUri];
        while (waiting.Count > 0)
        {
            var row = await running.NextAsync(row => row.Status == 0);
            var uri = running.PathOf(row) == $"press/{NameTemplate.Safe(TypesUri)}" ? TypesUri : OtherUri;
            Assert.Contains(row.Value, (Value[])[Expected(uri), Undecoded(uri)]);
            if (row.Value == Expected(uri))
            {
                waiting.Remove(uri);
            }
        }
    }

    [Fact]
    public async Task A_structure_whose_type_shows_only_with_its_value_is_read_again_when_the_type_is_known()
    {
        await using var machine = new Machine();
        var index = machine.Space.Namespaces.Add(TypesUri);
        var type = Described(index, FieldsOf(TypesUri));
        machine.Space.AddDataType(type);
        machine.Space.AddVariable(machine.Plant, Machine.Id("any"), "any", BuiltInType.Variant, new DataValue(Variant.Of(Body(type))));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            points:
              - { node: "nsu=urn:test:machine;s=any" }
            """);

        var (first, second) = (await running.NextAsync(), await running.NextAsync());

        Assert.Equal((Undecoded(TypesUri), Expected(TypesUri)), (first.Value, second.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ValueMapping.MaxDepth)]
    [InlineData(ValueMapping.MaxDepth + 1)]
    [InlineData(200)]
    public void What_lies_deeper_in_a_structure_than_is_kept_stays_as_its_bytes(int depth)
    {
        var body = Nested(depth);

        var value = ValueMapping.Of(Variant.Of(body), Names);

        var (levels, innermost) = Innermost(value);
        Assert.Equal(Math.Min(depth, ValueMapping.MaxDepth), levels);
        if (depth <= ValueMapping.MaxDepth)
        {
            Assert.Equal(("leaf", Value.Of(-12)), innermost.Fields[0]);
        }
        else
        {
            Assert.Equal(("binary", Value.Of((byte[])[(byte)(depth - ValueMapping.MaxDepth + 1)])), innermost.Fields[0]);
        }
    }

    [Fact]
    public void Arrays_that_lie_too_deep_in_each_other_stay_as_the_bytes_of_their_variant()
    {
        var value = Variant.Of(7);
        for (var depth = 0; depth <= ValueMapping.MaxDepth; depth++)
        {
            value = Variant.OfArray(BuiltInType.Variant, (Variant[])[value]);
        }

        var kept = ValueMapping.Of(value, Names);

        var reader = new UaReader(kept.AsBytes(), CodecLimits.Client);
        Assert.Equal(DataType.Variant, kept.DataType);
        Assert.Equal(value, reader.ReadVariant());
    }

    /// <summary>A structure of the same numbers and the same length from each of these namespaces, in which only the names tell which it is.</summary>
    private static void AddVariables(Machine machine, string[] uris)
    {
        foreach (var uri in uris)
        {
            var type = Described(machine.Space.Namespaces.Add(uri), FieldsOf(uri));
            machine.Space.AddDataType(type);
            machine.Space.AddVariable(
                machine.Space.Objects, Machine.Id(uri), uri, type.Id, new DataValue(Variant.Of(Body(type)), default, Machine.TimeOf(0)));
        }
    }

    private static string[] FieldsOf(string uri) => uri == TypesUri ? ["X", "Y"] : ["Min", "Max"];

    private static DataTypeDescription Described(ushort index, string[] names) => new()
    {
        Id = new NodeId(3001, index),
        Name = new QualifiedName(index, "Position"),
        Structure = new StructureDefinition
        {
            DefaultEncodingId = new NodeId(5001, index),
            BaseDataType = new NodeId(22),
            Fields = [.. names.Select(name => new StructureField { Name = name, DataType = new NodeId((uint)BuiltInType.Double) })],
        },
    };

    private static ExtensionObject Body(DataTypeDescription type)
    {
        var fields = type.Structure!.Fields.Select((field, i) => new UaField(field.Name!, Variant.Of(i + 0.5), type)); // made above with both
        var encoded = StructureCodec.Encode(new UaStructure(type, [.. fields]), DataTypeTable.Standard.With([type]));
        return new ExtensionObject(encoded.TypeId, encoded.Encoding, encoded.Body);
    }

    private static Value Expected(string uri) => Value.OfStructure(new StructureValue(
        $"nsu={uri};Position", (FieldsOf(uri)[0], Value.Of(0.5)), (FieldsOf(uri)[1], Value.Of(1.5))));

    private static Value Undecoded(string uri)
    {
        byte[] body = [.. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(1.5)];
        return Value.OfStructure(new StructureValue($"nsu={uri};i=5001", ("binary", Value.Of(body))));
    }

    /// <summary>Structures in each other; the bytes of each are its height above the leaf, counted from 1.</summary>
    private static ExtensionObject Nested(int depth)
    {
        var type = new DataTypeDescription { Name = new QualifiedName(2, "Box") };
        var content = new UaField("leaf", Variant.Of(-12), type);
        for (var height = 1; ; height++)
        {
            var body = new ExtensionObject(new NodeId(5002, 2), ExtensionBody.Binary, (byte[])[(byte)height])
            {
                Structure = new UaStructure(type, [content]),
            };
            if (height == depth)
            {
                return body;
            }

            content = new UaField("box", Variant.Of(body), type);
        }
    }

    private static (int Levels, StructureValue Innermost) Innermost(Value value)
    {
        for (var levels = 1; ; levels++)
        {
            var structure = value.AsStructure()!; // as long as there are boxes
            if (structure.Fields[0].Name != "box")
            {
                return (levels, structure);
            }

            value = structure.Fields[0].Value;
        }
    }
}
