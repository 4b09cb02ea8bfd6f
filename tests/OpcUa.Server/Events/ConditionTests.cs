using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Events;

public sealed class ConditionTests : IAsyncLifetime
{
    private static readonly NodeId Enable = new(9027);
    private static readonly NodeId Disable = new(9028);
    private static readonly NodeId AddComment = new(9029);
    private static readonly NodeId Acknowledge = new(9111);
    private static readonly NodeId Confirm = new(9113);
    private static readonly NodeId Refresh = new(3875);
    private static readonly NodeId Refresh2 = new(12912);
    private static readonly string[] Fields = ["EventId", "EventType", "Message", "Retain", "AckedState/Id", "ConfirmedState/Id", "ActiveState/Id", "EnabledState/Id", "Comment"];

    private readonly RunningServer _running = new();
    private readonly Queue<Heard> _heard = new();
    private Channels.ClientChannel _channel = null!; // set by InitializeAsync
    private TestSession _session = null!; // set by InitializeAsync
    private Condition _alarm = null!; // set by InitializeAsync
    private uint _subscription;
    private uint _item;

    public async ValueTask InitializeAsync()
    {
        _alarm = _running.Space.AddCondition(_running.Speed, new NodeId("fast", 1), "fast", _running.Time);
        await _running.StartAsync();
        _channel = await _running.ConnectAsync();
        _session = await TestSession.OpenAsync(_running, _channel);
        (_subscription, _item) = await ListenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _running.DisposeAsync();
    }

    [Fact]
    public async Task An_alarm_is_raised_acknowledged_confirmed_and_gone()
    {
        _alarm.Activate(700, "too fast");
        var raised = await NextAsync();
        Assert.Equal(("too fast", true, false, true, true), (raised.Message, raised.Retain, raised.Acked, raised.Confirmed, raised.Active));

        Assert.Equal(StatusCode.Good, await CallAsync(Acknowledge, raised.Id, "seen"));
        var seen = await NextAsync();
        Assert.Equal((true, false, "seen"), (seen.Acked, seen.Confirmed, seen.Comment));

        _alarm.Deactivate("slow again");
        var slow = await NextAsync();
        Assert.Equal((true, false), (slow.Retain, slow.Active));

        Assert.Equal(StatusCode.Good, await CallAsync(Confirm, slow.Id, null));
        var gone = await NextAsync();
        Assert.Equal((false, true, "seen"), (gone.Retain, gone.Confirmed, gone.Comment));
    }

    [Fact]
    public async Task Only_the_present_state_is_acknowledged_and_only_once()
    {
        _alarm.Activate(300, "fast");
        var fast = await NextAsync();
        _alarm.Activate(900, "very fast");
        var faster = await NextAsync();

        Assert.Equal(StatusCode.BadEventIdUnknown, await CallAsync(Acknowledge, fast.Id, "seen"));
        Assert.Equal(StatusCode.BadConditionBranchAlreadyConfirmed, await CallAsync(Confirm, faster.Id, null));
        Assert.Equal(StatusCode.Good, await CallAsync(Acknowledge, faster.Id, "seen"));
        var seen = await NextAsync();
        Assert.Equal(StatusCode.BadConditionBranchAlreadyAcked, await CallAsync(Acknowledge, seen.Id, "seen"));
        Assert.Equal(StatusCode.Good, await CallAsync(AddComment, seen.Id, "the belt slips"));
        Assert.Equal("the belt slips", (await NextAsync()).Comment);
    }

    [Fact]
    public async Task A_disabled_condition_says_nothing_until_it_is_enabled()
    {
        Assert.Equal(StatusCode.BadConditionAlreadyEnabled, await CallAsync(Enable));
        Assert.Equal(StatusCode.Good, await CallAsync(Disable));
        Assert.Equal((false, false), ((await NextAsync()).Enabled, _alarm.State.IsRetained));
        Assert.Equal(StatusCode.BadConditionAlreadyDisabled, await CallAsync(Disable));

        _alarm.Activate(500, "fast");
        Assert.Equal(StatusCode.BadConditionDisabled, await CallAsync(Acknowledge, [], "seen"));
        Assert.Equal(StatusCode.Good, await CallAsync(Enable));

        var enabled = await NextAsync();
        Assert.Equal((true, true, "fast"), (enabled.Enabled, enabled.Active, enabled.Message));
    }

    [Fact]
    public async Task Who_may_not_operate_it_is_refused()
    {
        _alarm.MayOperate = user => user == "engineer";

        Assert.Equal(StatusCode.BadUserAccessDenied, await CallAsync(Disable));
        await _session.ActivateAsync(_session.User("engineer", "right"));
        Assert.Equal(StatusCode.Good, await CallAsync(Disable));
    }

    [Fact]
    public async Task A_method_of_conditions_is_refused_on_the_type_itself() =>
        Assert.Equal(StatusCode.BadNodeIdInvalid, await CallAsync(EventTypes.AcknowledgeableCondition, Acknowledge, Variant.Of((byte[])[]), Variant.Of(default(LocalizedText))));

    [Fact]
    public async Task A_refresh_tells_the_present_conditions_as_the_events_they_are_between_its_marks()
    {
        _alarm.Activate(500, "fast");
        var raised = await NextAsync();
        _running.Space.AddCondition(_running.Space.Objects, new NodeId("quiet", 1), "quiet", _running.Time);

        Assert.Equal(StatusCode.Good, await RefreshAsync());

        Assert.Equal(EventTypes.RefreshStart, (await NextAsync()).Type);
        Assert.Equal(raised.Id, (await NextAsync()).Id);
        Assert.Equal(EventTypes.RefreshEnd, (await NextAsync()).Type);
        Assert.Equal(StatusCode.Good, await CallAsync(EventTypes.Condition, Refresh2, Variant.Of(_subscription), Variant.Of(_item)));
        Assert.Equal(EventTypes.RefreshStart, (await NextAsync()).Type);
    }

    [Fact]
    public async Task However_often_a_refresh_is_asked_for_one_waits()
    {
        _alarm.Activate(500, "fast");
        await NextAsync();
        var call = new CallMethodRequest { ObjectId = EventTypes.Condition, MethodId = Refresh, InputArguments = [Variant.Of(_subscription)] };

        List<StatusCode> results = [];
        for (var i = 0; i < 10; i++)
        {
            var response = await _session.SendAsync<CallResponse>(new CallRequest { MethodsToCall = [.. Enumerable.Repeat(call, 100)] });
            results.AddRange(response.Results.Select(result => result.Status));
        }

        Assert.Equal(StatusCode.Good, results[0]);
        Assert.All(results.Skip(1), status => Assert.Equal(StatusCode.BadRefreshInProgress, status));
        Assert.Equal(
            [EventTypes.RefreshStart, EventTypes.OffNormalAlarm, EventTypes.RefreshEnd],
            [(await NextAsync()).Type, (await NextAsync()).Type, (await NextAsync()).Type]);
        Assert.Equal(StatusCode.Good, await RefreshAsync());
    }

    [Fact]
    public async Task A_refresh_of_what_is_not_the_sessions_own_is_refused()
    {
        Assert.Equal(StatusCode.BadSubscriptionIdInvalid, await CallAsync(EventTypes.Condition, Refresh, Variant.Of(_subscription + 1)));
        Assert.Equal(StatusCode.BadMonitoredItemIdInvalid, await CallAsync(EventTypes.Condition, Refresh2, Variant.Of(_subscription), Variant.Of(_item + 1)));
    }

    [Fact]
    public void Its_state_can_be_read_below_its_node()
    {
        _alarm.Activate(640, "fast");

        var active = (VariableNode)_running.Space[new NodeId("fast.ActiveState.Id", 1)];
        var severity = (VariableNode)_running.Space[new NodeId("fast.Severity", 1)];
        Assert.Equal((Variant.Of(true), Variant.Of((ushort)640)), (active.Value.Value, severity.Value.Value));
    }

    private Task<StatusCode> RefreshAsync() => CallAsync(EventTypes.Condition, Refresh, Variant.Of(_subscription));

    private Task<StatusCode> CallAsync(NodeId method, byte[] eventId, string? comment) =>
        CallAsync(_alarm.Node.Id, method, Variant.Of(eventId), Variant.Of(comment is null ? default : new LocalizedText(null, comment)));

    private Task<StatusCode> CallAsync(NodeId method) => CallAsync(_alarm.Node.Id, method);

    private async Task<StatusCode> CallAsync(NodeId target, NodeId method, params Variant[] inputs)
    {
        var response = await _session.SendAsync<CallResponse>(new CallRequest
        {
            MethodsToCall = [new CallMethodRequest { ObjectId = target, MethodId = method, InputArguments = inputs }],
        });
        return Assert.Single(response.Results).Status;
    }

    private async Task<Heard> NextAsync()
    {
        while (_heard.Count == 0)
        {
            foreach (var list in (await _session.PublishAsync()).Notification.Data.OfType<EventNotificationList>())
            {
                foreach (var happened in list.Events.ToArray())
                {
                    _heard.Enqueue(Heard.From(happened.Fields.Span));
                }
            }
        }

        return _heard.Dequeue();
    }

    private async Task<(uint Subscription, uint Item)> ListenAsync()
    {
        var subscription = await _session.SendAsync<CreateSubscriptionResponse>(new CreateSubscriptionRequest
        {
            RequestedPublishingInterval = 10,
            RequestedLifetimeCount = 1_000,
            RequestedMaxKeepAliveCount = 10,
        });
        var select = Fields.Select(path => new SimpleAttributeOperand(EventTypes.BaseEvent, [.. path.Split('/').Select(name => new QualifiedName(0, name))]));
        var items = await _session.SendAsync<CreateMonitoredItemsResponse>(new CreateMonitoredItemsRequest
        {
            SubscriptionId = subscription.SubscriptionId,
            ItemsToCreate =
            [
                new MonitoredItemCreateRequest
                {
                    ItemToMonitor = new ReadValueId(new NodeId(2253), AttributeId.EventNotifier),
                    Filter = new EventFilter([.. select], new ContentFilter([])).ToExtensionObject(),
                },
            ],
        });
        Assert.Equal(StatusCode.Good, items.Results[0].Status);
        return (subscription.SubscriptionId, items.Results[0].MonitoredItemId);
    }

    private sealed record Heard(string Message, bool Retain, bool Acked, bool Confirmed, bool Active)
    {
        public byte[] Id { get; init; } = [];

        public NodeId Type { get; init; }

        public bool Enabled { get; init; }

        public string? Comment { get; init; }

        public static Heard From(ReadOnlySpan<Variant> fields) => new(Text(fields[2])!, fields[3].Bits != 0, fields[4].Bits != 0, fields[5].Bits != 0, fields[6].Bits != 0)
        {
            Id = (byte[])fields[0].Reference!,
            Type = (NodeId)fields[1].Reference!,
            Enabled = fields[7].Bits != 0,
            Comment = Text(fields[8]),
        };

        private static string? Text(Variant value) => value.Reference is LocalizedText text ? text.Text : null;
    }
}
