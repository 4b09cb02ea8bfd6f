using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

/// <summary>Items that are changed, switched, triggered and filtered.</summary>
public sealed class ItemModeTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly ServerLimits _limits = new();
    private readonly SubscriptionRegistry _registry;
    private readonly SubscriptionService _subscriptions;
    private readonly MonitoredItemService _items;
    private readonly ItemModeService _modes;
    private readonly VariableNode _a;
    private readonly VariableNode _b;
    private readonly uint _subscription;

    public ItemModeTests()
    {
        _registry = new SubscriptionRegistry(_limits);
        _subscriptions = new SubscriptionService(_limits, _registry, _time);
        _items = new MonitoredItemService(_space, _subscriptions, _limits, new CodecLimits());
        _modes = new ItemModeService(_subscriptions, _limits);
        _a = _space.AddVariable(_space.Objects, new NodeId("a", 1), "a", BuiltInType.Double, new DataValue(Variant.Of(0.0)));
        _b = _space.AddVariable(_space.Objects, new NodeId("b", 1), "b", BuiltInType.Double, new DataValue(Variant.Of(0.0)));
        _subscription = _subscriptions.Create(new CreateSubscriptionRequest
        {
            RequestedPublishingInterval = Interval.TotalMilliseconds,
            RequestedMaxKeepAliveCount = 1,
            RequestedLifetimeCount = 1_000,
        }).SubscriptionId;
    }

    public void Dispose()
    {
        _subscriptions.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task An_item_that_only_samples_reports_what_it_has_when_its_trigger_changes()
    {
        var (a, b) = (Create(_a), Create(_b, MonitoringMode.Sampling));
        await PublishAsync();
        var response = _modes.SetTriggering(new SetTriggeringRequest { SubscriptionId = _subscription, TriggeringItemId = a, LinksToAdd = [b, 99] });
        Assert.Equal([StatusCode.Good, StatusCode.BadMonitoredItemIdInvalid], response.AddResults);

        Set(_b, 1);
        Assert.Empty(await PublishAsync());
        Set(_a, 5);
        Assert.Equal([5, 0, 1], await PublishAsync());
        Set(_b, 2);
        Assert.Empty(await PublishAsync());
        _modes.SetTriggering(new SetTriggeringRequest { SubscriptionId = _subscription, TriggeringItemId = a, LinksToRemove = [b] });
        Set(_a, 6);
        Assert.Equal([6], await PublishAsync());
    }

    [Fact]
    public async Task An_item_that_was_off_begins_with_the_value_that_is_there()
    {
        var a = Create(_a);
        await PublishAsync();
        SetMode(a, MonitoringMode.Disabled);
        Set(_a, 1);
        Set(_a, 2);
        Assert.Empty(await PublishAsync());

        SetMode(a, MonitoringMode.Reporting);

        Assert.Equal([2], await PublishAsync());
    }

    [Fact]
    public async Task A_changed_item_keeps_what_waits_as_far_as_its_new_queue_has_room()
    {
        var a = Create(_a);
        Set(_a, 1);
        Set(_a, 2);

        var result = Assert.Single(_items.Modify(new ModifyMonitoredItemsRequest
        {
            SubscriptionId = _subscription,
            ItemsToModify = [new MonitoredItemModifyRequest { MonitoredItemId = a, ClientHandle = 5, QueueSize = 2 }],
        }).Results);

        Assert.Equal((StatusCode.Good, 2u), (result.Status, result.RevisedQueueSize));
        Assert.Equal([1, 2], await PublishAsync());
    }

    [Fact]
    public async Task A_percent_deadband_is_a_share_of_the_range_and_needs_one()
    {
        var percent = new DataChangeFilter(DataChangeTrigger.StatusValue, 2, 10).ToExtensionObject();
        Assert.Equal(StatusCode.BadMonitoredItemFilterUnsupported, CreateFiltered(_a, percent));
        _space.AddRange(_b, new NodeId("b.EURange", 1), new ValueRange(0, 50));
        Assert.Equal(StatusCode.Good, CreateFiltered(_b, percent));
        Assert.Equal(StatusCode.BadDeadbandFilterInvalid, CreateFiltered(_b, new DataChangeFilter(DataChangeTrigger.StatusValue, 2, 101).ToExtensionObject()));

        Set(_b, 4.9);
        Set(_b, 5.1);
        Set(_b, 10);

        Assert.Equal([0, 5.1], await PublishAsync());
    }

    [Fact]
    public async Task A_part_of_an_array_and_an_attribute_are_watched_too()
    {
        var array = _space.AddVariable(
            _space.Objects, new NodeId("array", 1), "array", BuiltInType.Double, new DataValue(Doubles(1, 2, 3)), valueRank: 1);
        Assert.Equal(StatusCode.Good, CreateRaw(new ReadValueId(array.Id, IndexRange: "1")));
        Assert.Equal(StatusCode.Good, CreateRaw(new ReadValueId(array.Id, AttributeId.ValueRank)));
        Assert.Equal(StatusCode.BadIndexRangeInvalid, CreateRaw(new ReadValueId(array.Id, IndexRange: "x")));
        Assert.Equal(StatusCode.BadAttributeIdInvalid, CreateRaw(new ReadValueId(array.Id, AttributeId.IsAbstract)));

        array.Set(new DataValue(Doubles(9, 2, 9)));
        array.Set(new DataValue(Doubles(9, 8, 9)));

        Assert.Equal([Doubles(2), Doubles(8), Variant.Of(1)], await PublishRawAsync());
    }

    private static Variant Doubles(params double[] values) => Variant.OfArray(BuiltInType.Double, values);

    private static void Set(VariableNode variable, double value) => variable.Set(new DataValue(Variant.Of(value)));

    private uint Create(VariableNode variable, MonitoringMode mode = MonitoringMode.Reporting) => Create(
        new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(variable.Id), MonitoringMode = mode, QueueSize = 10 }).MonitoredItemId;

    private StatusCode CreateFiltered(VariableNode variable, ExtensionObject filter) =>
        Create(new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(variable.Id), Filter = filter, QueueSize = 10 }).Status;

    private StatusCode CreateRaw(ReadValueId what) => Create(new MonitoredItemCreateRequest { ItemToMonitor = what, QueueSize = 10 }).Status;

    private MonitoredItemCreateResult Create(MonitoredItemCreateRequest item) =>
        Assert.Single(_items.Create(new CreateMonitoredItemsRequest { SubscriptionId = _subscription, ItemsToCreate = [item] }).Results);

    private void SetMode(uint item, MonitoringMode mode) => _modes.SetMode(
        new SetMonitoringModeRequest { SubscriptionId = _subscription, MonitoringMode = mode, MonitoredItemIds = [item] });

    private async Task<IEnumerable<double>> PublishAsync() => (await PublishRawAsync()).Select(value => value.AsDouble());

    private async Task<Variant[]> PublishRawAsync()
    {
        var answer = _subscriptions.PublishAsync(new PublishRequest());
        _time.Advance(Interval);
        return [.. (await answer).Notification.Data.OfType<DataChangeNotification>().SelectMany(data => data.Items.ToArray()).Select(item => item.Value.Value)];
    }
}
