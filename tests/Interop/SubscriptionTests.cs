using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Interop;

public sealed class SubscriptionTests(MachineFixture fixture)
{
    private const int Patience = 60_000;
    private const uint Counter = 7;

    [Fact(Timeout = Patience)]
    public async Task Every_change_arrives_once_and_in_order()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var client = Start(fixture.Machine, fixture.Visitor);
        var recorder = new Recorder();
        await SubscribeAsync(client, recorder, cancelled);
        await recorder.NextAsync(Counter, cancelled);

        await fixture.Machine.SetAsync("Counter", from: 1000, count: 500, cancelled);

        var values = await recorder.UntilAsync(Counter, value => value.Value.AsInt64() == 1499, cancelled);
        Assert.Equal(Enumerable.Range(1000, 500), values.Select(value => (int)value.Value.AsInt64()));
        Assert.Equal(0, recorder.Gaps);
    }

    [Fact(Timeout = Patience)]
    public async Task An_item_that_is_not_there_costs_only_itself()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var client = Start(fixture.Machine, fixture.Visitor);
        await client.GetSessionAsync(cancelled);
        var subscription = await client.SubscribeAsync(Options, new Recorder(), cancelled);

        var results = await subscription.CreateItemsAsync([Item("Level", 1), Item("Nothing", 2), Item("Text", 3)], cancelled);

        Assert.Equal(["Good", "BadNodeIdUnknown", "Good"], results.Select(result => result.Status.ToString()));
    }

    [Fact(Timeout = Patience)]
    public async Task A_machine_that_was_switched_off_and_on_is_followed_again()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var machine = await NodeMachine.StartAsync(cancelled);
        using var visitor = new Visitor();
        visitor.Trust.Trust(machine.Certificate);
        await using var client = Start(machine, visitor);
        var recorder = new Recorder();
        await SubscribeAsync(client, recorder, cancelled);
        await machine.SetAsync("Counter", from: 5, count: 1, cancelled);
        await recorder.UntilAsync(Counter, value => value.Value.AsInt64() == 5, cancelled);

        await machine.PullPlugAsync();
        await machine.SwitchOnAsync(cancelled);
        await recorder.Renewed.WaitAsync(cancelled);
        await machine.SetAsync("Counter", from: 77, count: 1, cancelled);

        var values = await recorder.UntilAsync(Counter, value => value.Value.AsInt64() == 77, cancelled);
        Assert.Equal([0, 77], values.Select(value => (int)value.Value.AsInt64()).Distinct());
        Assert.True(client.State.IsConnected);
    }

    private static UaSubscriptionOptions Options => new() { PublishingInterval = TimeSpan.FromMilliseconds(50) };

    private static UaClient Start(NodeMachine machine, Visitor visitor)
    {
        var client = new UaClient(visitor.Options(machine.Endpoint, SecurityChoice.Default), TimeProvider.System, NullLogger.Instance);
        client.Start();
        return client;
    }

    private static async Task SubscribeAsync(UaClient client, Recorder recorder, CancellationToken cancelled)
    {
        await client.GetSessionAsync(cancelled);
        var subscription = await client.SubscribeAsync(Options, recorder, cancelled);
        var results = await subscription.CreateItemsAsync([Item("Counter", Counter)], cancelled);
        Assert.Equal(StatusCode.Good, results[0].Status);
    }

    private static ItemRequest Item(string name, uint handle) => new(handle, new ExpandedNodeId(new NodeId(name, 0), NodeMachine.NamespaceUri))
    {
        SamplingInterval = TimeSpan.Zero,
        QueueSize = 1000,
    };
}
