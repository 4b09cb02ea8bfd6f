using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Events;

public sealed class ModelChangeTests : IDisposable
{
    private static readonly SimpleAttributeOperand[] Fields =
    [
        new(EventTypes.BaseEvent, [new QualifiedName(0, "EventType")]), new(EventTypes.GeneralModelChange, [new QualifiedName(0, "Changes")]),
    ];

    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly FakeTimeProvider _time = new();
    private readonly Subscription _subscription = new(1, new SubscriptionSettings(TimeSpan.FromMilliseconds(100), 30, 10, 1000, 0, true), 10);
    private readonly ModelChangeEvents _events;
    private readonly ObjectNode _plant;

    public ModelChangeTests()
    {
        _plant = _space.AddFolder(_space.Objects, new NodeId("plant", 1), "plant");
        _events = new ModelChangeEvents(_space, _time);
        _subscription.Add(id => new EventItem(
            _subscription, id, _space.Server, new EventItemSettings(1, 100, MonitoringMode.Reporting, Fields, new WhereClause(ContentFilter.Everything, _space.Types))));
    }

    [Fact]
    public void What_changes_at_one_time_is_one_event_with_every_node_once()
    {
        _space.AddVersion(_plant);
        var folder = _space.AddFolder(_plant, new NodeId("folder", 1), "folder");
        var speed = Add(folder, "speed");
        _time.Advance(ModelChangeEvents.Together);
        _space.Remove(speed);
        _space.Remove(folder);
        _time.Advance(ModelChangeEvents.Together);

        var told = Told();

        Assert.Equal([EventTypes.GeneralModelChange, EventTypes.GeneralModelChange], told.Select(each => each.Type));
        Assert.Equal(
            [
                new ModelChange(folder.Id, new NodeId(61), ModelChangeVerbs.NodeAdded | ModelChangeVerbs.ReferenceAdded),
                new ModelChange(_plant.Id, new NodeId(61), ModelChangeVerbs.ReferenceAdded),
                new ModelChange(speed.Id, new NodeId(63), ModelChangeVerbs.NodeAdded),
            ],
            told[0].Changes);
        Assert.Equal(
            [
                new ModelChange(speed.Id, new NodeId(63), ModelChangeVerbs.NodeDeleted),
                new ModelChange(folder.Id, new NodeId(61), ModelChangeVerbs.NodeDeleted | ModelChangeVerbs.ReferenceDeleted),
                new ModelChange(_plant.Id, new NodeId(61), ModelChangeVerbs.ReferenceDeleted),
            ],
            told[1].Changes);
    }

    [Fact]
    public void A_change_below_what_has_no_version_is_told_to_nobody()
    {
        Add(_plant, "speed");
        _time.Advance(ModelChangeEvents.Together);

        Assert.Empty(Told());
    }

    [Fact]
    public void A_version_is_another_with_each_change_and_can_be_read()
    {
        var below = _space.AddFolder(_plant, new NodeId("below", 1), "below");
        _space.AddVersion(_plant);

        Add(_plant, "one");
        _space.Remove(Add(below, "two"));

        Assert.Equal(("2", "3"), (Version("plant"), Version("below")));
    }

    [Fact]
    public void More_changes_than_are_listed_are_told_as_an_event_without_a_list()
    {
        _space.AddVersion(_plant);
        for (var i = 0; i <= ModelChangeEvents.MaxChanges; i++)
        {
            Add(_plant, $"v{i}");
        }

        _time.Advance(ModelChangeEvents.Together);

        Assert.Equal((EventTypes.BaseModelChange, 0), Assert.Single(Told().Select(each => (each.Type, each.Changes.Length))));
    }

    public void Dispose() => _events.Dispose();

    private string? Version(string node) => ((VariableNode)_space[new NodeId($"{node}.NodeVersion", 1)]).Value.Value.Reference as string;

    private VariableNode Add(Node parent, string name) => _space.AddVariable(parent, new NodeId(name, 1), name, BuiltInType.Int32, new DataValue(Variant.Of(1)));

    private (NodeId Type, ModelChange[] Changes)[] Told()
    {
        List<(NodeId, ModelChange[])> told = [];
        _subscription.Tick(isAsked: true);
        while (_subscription.Take(default) is { Message.Data: [EventNotificationList list] })
        {
            foreach (var happened in list.Events.ToArray())
            {
                Assert.True(happened.Fields.Span[0].TryGet(out NodeId type));
                told.Add((type, [.. (happened.Fields.Span[1].Reference as ExtensionObject[] ?? []).Select(each => ModelChange.Decode(each, new CodecLimits())!.Value)]));
            }

            if (!_subscription.Tick(isAsked: true))
            {
                break;
            }
        }

        return [.. told];
    }
}
