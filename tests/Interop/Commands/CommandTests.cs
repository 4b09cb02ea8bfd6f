using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Commands;
using IndustrialGateway.OpcUa.Client.Paths;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Commands;

public sealed class CommandTests(MachineFixture fixture) : IAsyncLifetime
{
    private const int Patience = 60_000;
    private UaSession _session = null!; // opened before each test

    public static TheoryData<string, Variant> Writable => new()
    {
        { "Int32", Variant.Of(-12) },
        { "UInt64", Variant.Of(ulong.MaxValue) },
        { "String", Variant.Of("-12") },
        { "Double", Variant.Of(0.1) },
        { "Matrix", Variant.OfMatrix(BuiltInType.Int32, (int[])[6, 5, 4, 3, 2, 1], [2, 3]) },
    };

    public async ValueTask InitializeAsync() => _session = await UaSession.ConnectAsync(
        fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Writable))]
    public async Task What_is_written_is_read(string name, Variant value)
    {
        var node = Node($"Writable/{name}");

        var status = await _session.WriteAsync(node, value, TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.Good, status);
        Assert.Equal(value, (await _session.ReadAsync([node], TestContext.Current.CancellationToken))[0].Value);
    }

    [Fact(Timeout = Patience)]
    public async Task Each_written_value_has_its_own_status_and_a_part_of_an_array_can_be_written()
    {
        var statuses = await _session.WriteAsync(
            [
                new WriteValue(Node("Writable/Constant"), Variant.Of(1)),
                new WriteValue(Node("Nothing"), Variant.Of(1)),
                new WriteValue(Node("Writable/Int32"), Variant.Of("no number")),
                new WriteValue(Node("Writable/Array"), new DataValue(Variant.OfArray(BuiltInType.Int32, (int[])[20, 30])), IndexRange: "1:2"),
            ],
            TestContext.Current.CancellationToken);

        Assert.True(statuses[0].IsBad);
        Assert.Equal(["BadNodeIdUnknown", "BadTypeMismatch", "Good"], statuses.Skip(1).Select(status => status.ToString()));
        Assert.Equal(
            Variant.OfArray(BuiltInType.Int32, (int[])[1, 20, 30, 4]),
            (await _session.ReadAsync([Node("Writable/Array")], TestContext.Current.CancellationToken))[0].Value);
    }

    [Fact(Timeout = Patience)]
    public async Task A_method_is_called_with_its_arguments_and_a_wrong_one_is_named()
    {
        var good = await CallAsync([Variant.Of(2.0), Variant.OfArray(BuiltInType.Double, (double[])[1, 2.5])], TestContext.Current.CancellationToken);
        var wrong = await CallAsync([Variant.Of("2"), Variant.OfArray(BuiltInType.Double, (double[])[1])], TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.Good, good.Status);
        Assert.Equal([Variant.OfArray(BuiltInType.Double, (double[])[2, 5])], good.OutputArguments);
        Assert.True(wrong.Status.IsBad);
        Assert.Equal(["BadTypeMismatch", "Good"], wrong.InputArgumentResults.Select(status => status.ToString()));
    }

    [Fact(Timeout = Patience)]
    public async Task Paths_lead_to_nodes_or_say_that_they_do_not()
    {
        var index = Node("Machine").NamespaceIndex;

        var found = await _session.TranslateBrowsePathsAsync(
            new NodeId(85),
            [$"/{index}:Machine/{index}:Scalar.{index}:Int32", $"<Organizes>{index}:Machine<HasComponent>{index}:Scale", $"/{index}:Nothing"],
            TestContext.Current.CancellationToken);

        Assert.Equal(Node("Scalar/Int32"), found[0].Targets[0].TargetId.NodeId);
        Assert.Equal(BrowsePathTarget.Complete, found[0].Targets[0].RemainingPathIndex);
        Assert.Equal(Node("Scale"), found[1].Targets[0].TargetId.NodeId);
        Assert.Equal(StatusCode.BadNoMatch, found[2].Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_structure_with_optional_fields_is_decoded_by_its_definition()
    {
        var reading = await StructureAsync("Reading", TestContext.Current.CancellationToken);
        var noted = await StructureAsync("Noted", TestContext.Current.CancellationToken);

        Assert.Equal(["Name", "Mode", "Where", "Path", "Count", "Samples", "Label"], reading.Fields.Select(field => field.Name));
        Assert.Equal(Variant.Of("oil"), reading["Name"]);
        Assert.Equal(Variant.Of(3), reading["Mode"]);
        Assert.Equal("Running", reading.Fields[1].Type.Enumeration?.Fields.Single(field => field.Value == 3).Name);
        Assert.Equal(Variant.Of(2.0), Inner(reading["Where"])["Y"]);
        Assert.Equal(Variant.Of(5.0), ((ExtensionObject[])reading["Path"].Reference!)[1].Structure!["X"]);
        Assert.Equal(Variant.Of(ulong.MaxValue - 1), reading["Count"]);
        Assert.Equal(Variant.OfArray(BuiltInType.Double, (double[])[0.5, -1]), reading["Samples"]);
        Assert.Equal(Variant.Of(new LocalizedText("de", "Öl")), reading["Label"]);
        Assert.Equal(["Name", "Note", "Mode", "Path", "Count", "Samples", "Label"], noted.Fields.Select(field => field.Name));
    }

    [Fact(Timeout = Patience)]
    public async Task A_union_and_a_derived_structure_are_decoded_by_their_definitions()
    {
        var number = Assert.Single((await StructureAsync("Number", TestContext.Current.CancellationToken)).Fields);
        var place = Assert.Single((await StructureAsync("Place", TestContext.Current.CancellationToken)).Fields);
        var derived = await StructureAsync("Derived", TestContext.Current.CancellationToken);

        Assert.Equal(("Number", Variant.Of(-12)), (number.Name, number.Value));
        Assert.Equal(Variant.Of(8.0), Inner(place.Value)["Y"]);
        Assert.Equal([("X", Variant.Of(1.0)), ("Y", Variant.Of(2.0)), ("Z", Variant.Of(3.0))], derived.Fields.Select(field => (field.Name, field.Value)));
    }

    [Fact(Timeout = Patience)]
    public async Task An_array_of_structures_is_decoded()
    {
        var value = await DecodedAsync("Many", TestContext.Current.CancellationToken);

        var all = Assert.IsType<ExtensionObject[]>(value.Reference);
        Assert.Equal([1.0, 3.0], all.Select(each => each.Structure!["X"].AsDouble()));
    }

    [Fact(Timeout = Patience)]
    public async Task A_structure_that_is_written_is_read_as_what_was_written()
    {
        var before = await StructureAsync("Derived", TestContext.Current.CancellationToken);
        var changed = new UaStructure(before.Type, [.. before.Fields.Select(field => field with { Value = Variant.Of(field.Value.AsDouble() * 10) })]);
        var body = StructureCodec.Encode(changed, _session.DataTypes.Known);

        var status = await _session.WriteAsync(Node("Structure/Derived"), Variant.Of(body), TestContext.Current.CancellationToken);
        var after = await StructureAsync("Derived", TestContext.Current.CancellationToken);
        await _session.WriteAsync(Node("Structure/Derived"), Variant.Of(StructureCodec.Encode(before, _session.DataTypes.Known)), TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.Good, status);
        Assert.Equal([10.0, 20.0, 30.0], after.Fields.Select(field => field.Value.AsDouble()));
    }

    private static UaStructure Inner(in Variant value) => Assert.IsType<UaStructure>(Assert.IsType<ExtensionObject>(value.Reference).Structure);

    private async Task<UaStructure> StructureAsync(string name, CancellationToken cancellationToken) => Inner(await DecodedAsync(name, cancellationToken));

    private async Task<Variant> DecodedAsync(string name, CancellationToken cancellationToken)
    {
        var read = await _session.ReadAsync([Node($"Structure/{name}")], cancellationToken);
        Assert.Equal(StatusCode.Good, read[0].Status);
        return await _session.DataTypes.DecodeAsync(read[0].Value, cancellationToken);
    }

    private Task<CallMethodResult> CallAsync(Variant[] arguments, CancellationToken cancellationToken) =>
        _session.CallAsync(Node("Machine"), Node("Scale"), arguments, cancellationToken);

    private NodeId Node(string path)
    {
        Assert.True(_session.Namespaces.TryResolve(new ExpandedNodeId(new NodeId(path, 0), NodeMachine.NamespaceUri), out var node));
        return node;
    }
}
