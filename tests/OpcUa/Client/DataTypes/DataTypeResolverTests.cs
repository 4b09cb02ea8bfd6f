using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Tests.Codec.Structures;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.DataTypes;

public sealed class DataTypeResolverTests : IAsyncLifetime
{
    private readonly TypeServer _server = new();
    private UaSession _session = null!; // opened before each test

    public async ValueTask InitializeAsync() =>
        _session = await ScriptedChannel.OpenSessionAsync(_server.Channel, new FakeTimeProvider());

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact]
    public async Task A_structure_is_decoded_by_what_the_server_says_of_its_type_and_its_fields_types()
    {
        AddPlant();
        var machine = PlantTypes.Make(PlantTypes.Machine, ("Mode", Variant.Of(3)), ("Place", Variant.Of(PlantTypes.Place(1, 2))));

        var decoded = Structure(await DecodeAsync(machine));

        Assert.Equal(Variant.Of(3), decoded["Mode"]);
        Assert.Equal("Running", decoded.Fields[1].Type.Enumeration?.Fields[1].Name);
        Assert.Equal(Variant.Of(2.0), Structure(decoded["Place"])["Y"]);
        Assert.Equal(machine, StructureCodec.Encode(decoded, _session.DataTypes.Known));
    }

    [Fact]
    public async Task A_type_is_asked_for_once()
    {
        AddPlant();
        await DecodeAsync(PlantTypes.Make(PlantTypes.Machine));
        var requests = _server.Requests;

        await DecodeAsync(PlantTypes.Make(PlantTypes.Machine, ("Name", Variant.Of("other"))));

        Assert.Equal(requests, _server.Requests);
    }

    [Fact]
    public async Task A_structure_within_an_extension_object_is_asked_for_when_it_shows()
    {
        var box = PlantTypes.Structure(70, "Box", StructureKind.Structure, PlantTypes.Field("Content", 22));
        _server.Add(box);
        _server.Add(PlantTypes.TypeA);
        var table = PlantTypes.Table.With([box]);
        var inner = PlantTypes.Make(PlantTypes.TypeA, ("X", Variant.Of(-12)));
        var outer = StructureCodec.Encode(new UaStructure(box, [new UaField("Content", Variant.Of(inner), box)]), table);

        var decoded = Structure(await DecodeAsync(new ExtensionObject(outer.TypeId, outer.Encoding, outer.Body)));

        Assert.Equal(Variant.Of(-12), Structure(decoded["Content"])["X"]);
    }

    [Fact]
    public async Task Without_a_definition_a_body_keeps_its_bytes_and_is_not_asked_for_again()
    {
        var body = new ExtensionObject(new NodeId(9999, 2), ExtensionBody.Binary, new byte[] { 1, 2, 3 });

        var decoded = await DecodeAsync(body);
        var requests = _server.Requests;
        await DecodeAsync(body);

        Assert.Equal(body, decoded.Reference);
        Assert.Null(Assert.IsType<ExtensionObject>(decoded.Reference).Structure);
        Assert.Equal(requests, _server.Requests);
    }

    [Fact]
    public async Task Fields_of_supertypes_come_first_whether_the_server_lists_them_or_not()
    {
        var above = PlantTypes.Structure(100, "Above", StructureKind.Structure, PlantTypes.Field("A", 6));
        var listing = PlantTypes.Structure(101, "Listing", StructureKind.Structure, PlantTypes.Field("A", 6), PlantTypes.Field("B", 6));
        var leaving = PlantTypes.Structure(102, "Leaving", StructureKind.Structure, PlantTypes.Field("B", 6));
        _server.Add(above);
        _server.Add(listing, above.Id);
        _server.Add(leaving, above.Id);

        foreach (var type in new[] { listing, leaving })
        {
            var body = new ExtensionObject(type.BodyId, ExtensionBody.Binary, new byte[] { 1, 0, 0, 0, 2, 0, 0, 0 });

            var decoded = Structure(await DecodeAsync(body));

            Assert.Equal([("A", Variant.Of(1)), ("B", Variant.Of(2))], decoded.Fields.Select(field => (field.Name, field.Value)));
        }
    }

    [Fact]
    public async Task A_field_of_an_abstract_structure_is_an_extension_object()
    {
        var above = PlantTypes.Structure(100, "Above", StructureKind.Structure, PlantTypes.Field("A", 6)) with { IsAbstract = true };
        var holder = PlantTypes.Structure(101, "Holder", StructureKind.Structure, PlantTypes.Field("Any", 100, ns: 2));
        _server.Add(above);
        _server.Add(PlantTypes.TypeA);
        _server.Add(holder);
        var table = PlantTypes.Table.With([above, holder]);
        var inner = PlantTypes.Make(PlantTypes.TypeA, ("X", Variant.Of(5)));

        var decoded = Structure(await DecodeAsync(StructureCodec.Encode(
            new UaStructure(holder, [new UaField("Any", Variant.Of(inner), above)]), table)));

        Assert.Equal(Variant.Of(5), Structure(decoded["Any"])["X"]);
    }

    [Fact]
    public async Task An_option_set_and_a_subtype_of_a_number_are_carried_as_their_supertypes()
    {
        _server.Add(new DataTypeDescription { Id = new NodeId(200, 2), Enumeration = new EnumDefinition([new EnumField(0, "Hot")]) }, 5);
        _server.Add(new DataTypeDescription { Id = new NodeId(201, 2) }, new NodeId(202, 2));
        _server.Add(new DataTypeDescription { Id = new NodeId(202, 2) }, 290);

        var optionSet = await _session.DataTypes.FindAsync(new NodeId(200, 2), TestContext.Current.CancellationToken);
        var number = await _session.DataTypes.FindAsync(new NodeId(201, 2), TestContext.Current.CancellationToken);

        Assert.Equal(BuiltInType.UInt16, optionSet?.BuiltIn);
        Assert.Equal("Hot", optionSet?.Enumeration?.Fields[0].Name);
        Assert.Equal(BuiltInType.Double, number?.BuiltIn);
    }

    [Fact]
    public async Task A_type_that_has_changed_is_asked_for_again_and_the_others_are_not()
    {
        var (changed, other) = (new NodeId(200, 2), new NodeId(201, 2));
        _server.Add(new DataTypeDescription { Id = changed, Enumeration = new EnumDefinition([new EnumField(0, "Hot")]) }, 29);
        _server.Add(new DataTypeDescription { Id = other, Enumeration = new EnumDefinition([new EnumField(0, "Shut")]) }, 29);
        await _session.DataTypes.FindAllAsync([changed, other], TestContext.Current.CancellationToken);

        _server.Add(new DataTypeDescription { Id = changed, Enumeration = new EnumDefinition([new EnumField(0, "Warm")]) }, 29);
        _server.Add(new DataTypeDescription { Id = other, Enumeration = new EnumDefinition([new EnumField(0, "Open")]) }, 29);
        await _session.DataTypes.RenewAsync([changed, new NodeId(9, 2), new NodeId(6)], TestContext.Current.CancellationToken);

        Assert.Equal(
            ["Warm", "Shut"], new[] { changed, other }.Select(type => _session.DataTypes.Known.Find(type)?.Enumeration?.Fields[0].Name));
    }

    [Fact]
    public async Task A_structure_that_contains_itself_directly_is_refused_and_its_holder_too()
    {
        var self = PlantTypes.Structure(300, "Self", StructureKind.Structure, PlantTypes.Field("Other", 301, ns: 2));
        var other = PlantTypes.Structure(301, "Other", StructureKind.Structure, PlantTypes.Field("Self", 300, ns: 2));
        var holder = PlantTypes.Structure(302, "Holder", StructureKind.Structure, PlantTypes.Field("Self", 300, ns: 2));
        _server.Add(self);
        _server.Add(other);
        _server.Add(holder);
        _server.Add(PlantTypes.Tree);

        foreach (var type in new[] { self, other, holder })
        {
            var decoded = await DecodeAsync(new ExtensionObject(type.BodyId, ExtensionBody.Binary, default));
            Assert.Null(Assert.IsType<ExtensionObject>(decoded.Reference).Structure);
        }

        var tree = PlantTypes.Make(PlantTypes.Tree, ("Value", Variant.Of(7)));
        Assert.Equal(Variant.Of(7), Structure(await DecodeAsync(tree))["Value"]);
    }

    [Fact]
    public async Task Inheritance_in_a_circle_or_without_end_ends()
    {
        _server.Add(new DataTypeDescription { Id = new NodeId(400, 2) }, new NodeId(401, 2));
        _server.Add(new DataTypeDescription { Id = new NodeId(401, 2) }, new NodeId(400, 2));
        _server.Invented = id => id.NamespaceIndex == 3 ? new NodeId(id.Numeric + 1, 3) : null;

        Assert.Null(await _session.DataTypes.FindAsync(new NodeId(400, 2), TestContext.Current.CancellationToken));
        Assert.Null(await _session.DataTypes.FindAsync(new NodeId(1, 3), TestContext.Current.CancellationToken));
        Assert.InRange(_server.Requests, 4, 4 * DataTypeBuilder.MaxInheritance);
    }

    [Fact]
    public async Task A_server_with_more_types_than_anybody_needs_is_cut_off()
    {
        for (var i = 0; i < 30; i++)
        {
            var first = 10_000 + (i * 1000);
            _server.Add(PlantTypes.Structure(
                500 + (uint)i, "Wide", StructureKind.Structure,
                [.. Enumerable.Range(first, 1000).Select(id => PlantTypes.Field($"F{id}", (uint)id, ns: 2)), PlantTypes.Field("Next", 501 + (uint)i, ns: 2)]));
        }

        await DecodeAsync(new ExtensionObject(new NodeId(1500, 2), ExtensionBody.Binary, new byte[] { 1 }));

        Assert.InRange(_session.DataTypes.Known.Count, 1000, DataTypeTable.Standard.Count + DataTypeReader.MaxTypes);
    }

    private void AddPlant()
    {
        _server.Add(PlantTypes.Mode, 29);
        _server.Add(PlantTypes.Position);
        _server.Add(PlantTypes.Union, 12756);
        _server.Add(PlantTypes.Machine);
    }

    // The body alone, as it would come from the wire.
    private Task<Variant> DecodeAsync(ExtensionObject body) => _session.DataTypes.DecodeAsync(
        Variant.Of(new ExtensionObject(body.TypeId, body.Encoding, body.Body)), TestContext.Current.CancellationToken);

    private static UaStructure Structure(in Variant value) => Assert.IsType<UaStructure>(Assert.IsType<ExtensionObject>(value.Reference).Structure);
}
