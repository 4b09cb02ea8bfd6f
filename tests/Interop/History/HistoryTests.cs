using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.History;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.History;

/// <summary>What node-opcua's server has stored, read by our client.</summary>
public sealed class HistoryTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task What_a_machine_has_stored_is_read_page_by_page_and_a_node_without_history_says_so()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await UaSession.ConnectAsync(
            fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), cancellationToken: cancelled);
        NodeId[] nodes = [Node(session, "Logged"), Node(session, "Level")];
        var reader = new HistoryReader(session, new HistoryOptions { ValuesPerPage = 100 });
        await fixture.Machine.SetAsync("Logged", from: 1000, count: 500, cancelled);

        var access = await reader.FindAccessAsync(nodes, cancelled);
        List<HistoryPage> pages = [];
        await foreach (var page in reader.ReadRawAsync(nodes, default, UaDateTime.From(TimeProvider.System.GetUtcNow().AddDays(1)), cancelled))
        {
            pages.Add(page);
        }

        Assert.Equal([true, false], access.Select(each => each.CanRead));
        var logged = pages.Where(page => page.Index == 0).ToArray();
        Assert.Equal([0, .. Enumerable.Range(1000, 500)], logged.SelectMany(page => page.Values).Select(value => (int)value.Value.AsInt64()));
        Assert.Equal(6, logged.Length);
        Assert.Equal([false, false, false, false, false, true], logged.Select(page => page.IsLast));
        Assert.True(Assert.Single(pages, page => page.Index == 1).Status.IsBad);
    }

    private static NodeId Node(UaSession session, string name) =>
        session.Namespaces.TryResolve(new ExpandedNodeId(new NodeId(name, 0), NodeMachine.NamespaceUri), out var node)
            ? node
            : throw new InvalidOperationException($"{NodeMachine.NamespaceUri} is not there.");
}
