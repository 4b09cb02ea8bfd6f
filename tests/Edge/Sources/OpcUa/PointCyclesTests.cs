using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources.OpcUa.Filling;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class PointCyclesTests
{
    private static readonly ItemOptions Fast = new() { Mode = ReadMode.Cyclic, Interval = TimeSpan.FromSeconds(1) };
    private static readonly ItemOptions Slow = Fast with { Interval = TimeSpan.FromMinutes(1) };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_handler_of_points_that_another_one_reads_from_now_on_is_ended()
    {
        var options = new UaClientOptions { EndpointUrl = new Uri("opc.tcp://press:4840"), Security = SecurityChoice.None };
        await using var client = new UaClient(options, _time, NullLogger.Instance);
        var items = new ItemTable([Point(1, Fast), Point(2, Slow)]);
        List<ISubscriptionHandler> begun = [];
        List<ISubscriptionHandler> ended = [];
        ISubscriptionHandler Begin(IReadOnlyList<ItemRequest> some)
        {
            begun.Add(NewSubscription());
            return begun[^1];
        }

        var cycles = new PointCycles(client, items, Begin, ended.Add, () => { }, _time);
        cycles.Start();
        items.Change([Point(1, Fast), Point(2, Slow), Point(3, Fast)], isWhole: true);
        cycles.Change([Point(3, Fast)]);

        Assert.Equal(3, begun.Count);
        Assert.Same(begun[0], Assert.Single(ended));
    }

    [Fact]
    public async Task A_handler_that_is_ended_tells_nothing_again()
    {
        using var handler = new PointHandler(
            NewSubscription(), inner => new Heartbeats(inner, new Dictionary<uint, TimeSpan>(), () => true, _time), nan: null);
        var running = handler.RunAsync(TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);

        handler.End();

        await running.WaitAsync(Some.Patience());
    }

    private PointSubscription NewSubscription()
    {
        var losses = new LossBook(new PointRegistry(), new SourceMemory(folder: null, "press", NullLogger.Instance));
        return new([], new StructureDecoding(_time), new IntakeQueue(), new SourceStatus(), new ItemTable([]), new Chores(), losses, watch: null, _time);
    }

    private static PlannedPoint Point(int name, ItemOptions item) => new(name, new ExpandedNodeId(new NodeId($"v{name}", 0), "urn:m"), "press", item);
}
