using CsCheck;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Space;

public sealed class NodeRemovalTests
{
    private static readonly NodeId Hierarchical = new(33);
    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly FakeTimeProvider _time = new();
    private readonly ObjectNode _machine;
    private readonly VariableNode _speed;

    public NodeRemovalTests()
    {
        _machine = _space.AddFolder(_space.Objects, new NodeId("machine", 1), "machine");
        _speed = _space.AddVariable(_machine, new NodeId("speed", 1), "speed", BuiltInType.Int32, Value(1));
    }

    [Fact]
    public void What_is_removed_is_gone_with_all_below_it_and_the_rest_stays_as_it_was()
    {
        var before = _space.Count;
        var folder = _space.AddFolder(_machine, new NodeId("folder", 1), "folder");
        var inner = _space.AddVariable(folder, new NodeId("inner", 1), "inner", BuiltInType.Int32, Value(1));
        _space.AddRange(inner, new NodeId("range", 1), new ValueRange(0, 1));
        _space.AddMethod(folder, new NodeId("go", 1), "go", [new MethodArgument { Name = "far" }], [], (_, _) => new([]));
        _space.AddCondition(folder, new NodeId("alarm", 1), "alarm", _time);

        Assert.True(_space.Remove(folder));

        Assert.Equal(before, _space.Count);
        Assert.False(_space.TryFind(inner.Id, out _));
        Assert.DoesNotContain(_machine.References, reference => reference.Target.IsRemoved);
        Assert.Single(_machine.References, reference => reference.IsForward && reference.Target == _speed);
        Assert.Empty(_space.Conditions.Present);
        Assert.Empty(folder.References);
        Assert.False(_space.Remove(folder));
    }

    [Fact]
    public void Types_and_the_specifications_nodes_stay()
    {
        Assert.Throws<ArgumentException>(() => _space.Remove(_space.Objects));
        Assert.Throws<ArgumentException>(() => _space.Remove(_space[new NodeId(58)]));
    }

    [Fact]
    public void Nothing_can_be_added_below_what_is_removed_and_its_id_is_free_again()
    {
        _space.Remove(_machine);

        Assert.Throws<ArgumentException>(() => _space.AddFolder(_machine, new NodeId("late", 1), "late"));
        Assert.False(_space.TryFind(new NodeId("late", 1), out _));
        Assert.NotSame(_machine, _space.AddFolder(_space.Objects, _machine.Id, "machine"));
    }

    [Theory]
    [InlineData(AttributeId.Value)]
    [InlineData(AttributeId.DisplayName)]
    public void Who_monitors_it_is_told_once_and_nothing_after(AttributeId attribute)
    {
        var subscription = new Subscription(1, new SubscriptionSettings(TimeSpan.FromMilliseconds(100), 30, 10, 1000, 0, true), 10);
        IValueSource source = attribute == AttributeId.Value ? _speed : new FixedValue(_speed, Value(9));
        var item = subscription.Add(source, Settings(1));
        Drain(subscription);

        _space.Remove(_machine);
        _speed.Set(Value(2));
        var late = subscription.Add(source, Settings(2));
        source.Refresh(item);

        Assert.Equal([(1u, StatusCode.BadNodeIdUnknown), (2u, StatusCode.BadNodeIdUnknown)], Drain(subscription));
        Assert.False(_speed.IsMonitored);
        Assert.True(subscription.Remove(item.Id) && subscription.Remove(late.Id));
        Assert.Equal(StatusCode.BadNodeIdUnknown, _speed.Value.Status);
    }

    [Fact]
    public void A_condition_that_asked_for_attention_asks_no_longer()
    {
        var condition = _space.AddCondition(_machine, new NodeId("alarm", 1), "alarm", _time);
        condition.Activate(500, "hot");

        _space.Remove(condition.Node);
        condition.Activate(900, "hotter");

        Assert.False(condition.State.IsRetained);
        Assert.DoesNotContain(_machine.References, reference => reference.Target == condition.Node);
        Assert.Null(_space.Conditions.Find(condition.Node));
    }

    [Fact]
    public void A_browse_that_was_begun_goes_on_without_what_was_removed()
    {
        var service = new BrowseService(_space, new ServerLimits { MaxReferencesPerNode = 2 }, _time);
        VariableNode[] more = [.. Enumerable.Range(0, 4).Select(i => _space.AddVariable(_machine, new NodeId($"v{i}", 1), $"v{i}", BuiltInType.Int32, Value(i)))];
        var begun = Browse(service);

        _space.Remove(more[1]);
        _space.Remove(more[2]);

        List<string?> names = [];
        for (var page = begun; ; page = service.BrowseNext(new BrowseNextRequest { ContinuationPoints = [page.ContinuationPoint!] }).Results[0])
        {
            Assert.Equal(StatusCode.Good, page.Status);
            names.AddRange(page.References.Select(reference => reference.BrowseName.Name));
            if (page.ContinuationPoint is null)
            {
                break;
            }
        }

        Assert.Equal(["speed", "v0", "v3"], names);
    }

    [Fact]
    public void Whatever_is_added_and_removed_the_nodes_are_those_that_can_be_reached() => Gen.Int[0, 30].Array[0, 60].Sample(steps =>
    {
        var space = new AddressSpace("urn:test:plant");
        var standard = space.Count;
        List<ObjectNode> there = [];
        foreach (var step in steps)
        {
            if (step % 3 == 2 && there.Count > 0)
            {
                space.Remove(there[step % there.Count]);
                there.RemoveAll(node => node.IsRemoved);
            }
            else
            {
                var parent = there.Count == 0 ? space.Objects : there[step % there.Count];
                there.Add(space.AddFolder(parent, new NodeId(Guid.NewGuid(), 1), "f"));
            }
        }

        var reached = Subtree.Of(space.Objects, space.Types).Where(node => node.Id.NamespaceIndex == 1).ToHashSet();
        return space.Count == standard + there.Count && reached.SetEquals(there);
    });

    [Fact(Timeout = 60_000)]
    public async Task Removing_disturbs_nobody_who_reads_browses_monitors_or_sets()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var subscription = new Subscription(1, new SubscriptionSettings(TimeSpan.FromMilliseconds(100), 30, 10, 1000, 0, true), 10);
        var browses = new BrowseService(_space, new ServerLimits { MaxReferencesPerNode = 3, MaxContinuationPoints = 1 }, _time);
        var reads = new ReadService(_space, new ServerLimits(), _time);
        using var done = new CancellationTokenSource();
        var others = Task.Run(
            () =>
            {
                for (var i = 0; !done.IsCancellationRequested; i++)
                {
                    var page = Browse(browses);
                    reads.Read(new ReadRequest { NodesToRead = [new ReadValueId(new NodeId($"v{i % 5}", 1))] });
                    if (_space.TryFind(new NodeId($"v{i % 5}", 1), out var node) && node is VariableNode variable)
                    {
                        var item = subscription.Add(variable, Settings(1));
                        variable.Set(Value(i));
                        subscription.Remove(item.Id);
                    }

                    if (page.ContinuationPoint is { } point)
                    {
                        browses.BrowseNext(new BrowseNextRequest { ContinuationPoints = [point] });
                    }
                }
            },
            cancelled);

        for (var round = 0; round < 2_000; round++)
        {
            var node = _space.AddVariable(_machine, new NodeId($"v{round % 5}", 1), $"v{round % 5}", BuiltInType.Int32, Value(0));
            node.Set(Value(round));
            Assert.True(_space.Remove(node));
        }

        await done.CancelAsync();
        await others;
        Assert.Single(_machine.References, reference => reference.Target is VariableNode);
    }

    private BrowseResult Browse(BrowseService service) => service.Browse(new BrowseRequest
    {
        NodesToBrowse = [new BrowseDescription { NodeId = _machine.Id, ReferenceTypeId = Hierarchical, IncludeSubtypes = true, ResultMask = 63 }],
    }).Results[0];

    private static (uint, StatusCode)[] Drain(Subscription subscription) => subscription.Tick(isAsked: true) && subscription.Take(default) is { } message
        ? [.. message.Message.Data.Cast<DataChangeNotification>().SelectMany(data => data.Items.ToArray()).Select(item => (item.ClientHandle, item.Value.Status))]
        : [];

    private static MonitoredItemSettings Settings(uint handle) =>
        new(handle, 10, true, MonitoringMode.Reporting, ChangeFilter.Default, TimestampsToReturn.Both);

    private static DataValue Value(int value) => new(Variant.Of(value));
}
