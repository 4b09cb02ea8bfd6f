using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop;

public sealed class ReadTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    public static TheoryData<string> Paths => [.. KnownValues.Paths];

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Paths))]
    public async Task A_value_of_every_type_arrives_as_it_is(string path)
    {
        await using var session = await ConnectAsync(TestContext.Current.CancellationToken);
        var node = NodeIn(session, path);

        var read = await session.ReadAsync([node], TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.Good, read[0].Status);
        Assert.Equal(KnownValues.Of(path), read[0].Value);
    }

    [Fact(Timeout = Patience)]
    public async Task A_node_that_is_not_there_costs_only_itself()
    {
        await using var session = await ConnectAsync(TestContext.Current.CancellationToken);

        var read = await session.ReadAsync(
            [NodeIn(session, "Scalar/Int32"), NodeIn(session, "Nothing"), NodeIn(session, "Scalar/Boolean")], TestContext.Current.CancellationToken);

        Assert.Equal(["Good", "BadNodeIdUnknown", "Good"], read.Select(each => each.Status.ToString()));
    }

    [Fact(Timeout = Patience)]
    public async Task Browsing_in_small_pages_finds_everything()
    {
        await using var session = await ConnectAsync(TestContext.Current.CancellationToken);
        List<string?> names = [];

        await foreach (var reference in session.BrowseAsync(
            NodeIn(session, "Scalar"), new BrowseOptions { ReferencesPerPage = 3 }, TestContext.Current.CancellationToken))
        {
            names.Add(reference.BrowseName.Name);
        }

        Assert.Equal(
            KnownValues.Paths.Where(path => path.StartsWith("Scalar/", StringComparison.Ordinal)).Select(path => path["Scalar/".Length..]).Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task The_machine_is_found_from_the_objects_folder()
    {
        await using var session = await ConnectAsync(TestContext.Current.CancellationToken);
        List<ReferenceDescription> found = [];

        await foreach (var reference in session.BrowseAsync(new NodeId(85), cancellationToken: TestContext.Current.CancellationToken))
        {
            found.Add(reference);
        }

        var machine = Assert.Single(found, reference => reference.BrowseName.Name == "Machine");
        Assert.Equal($"nsu={NodeMachine.NamespaceUri};s=Machine", session.Namespaces.Expand(machine.NodeId).ToString());
    }

    private static NodeId NodeIn(UaSession session, string path)
    {
        Assert.True(session.Namespaces.TryResolve(new ExpandedNodeId(new NodeId(path, 0), NodeMachine.NamespaceUri), out var node));
        return node;
    }

    private Task<UaSession> ConnectAsync(CancellationToken cancellationToken) => UaSession.ConnectAsync(
        fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), cancellationToken: cancellationToken);
}
