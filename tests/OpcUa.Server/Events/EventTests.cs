using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Events;

public sealed class EventTests
{
    private static readonly SimpleAttributeOperand Severity = Field("Severity");
    private static readonly SimpleAttributeOperand Message = Field("Message");

    [Fact]
    public async Task An_event_reaches_who_listens_to_the_server_and_only_if_the_where_clause_wants_it()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var where = new ContentFilter(
        [
            new ContentFilterElement(FilterOperator.And, [new ElementOperand(1), new ElementOperand(2)]),
            new ContentFilterElement(FilterOperator.GreaterThanOrEqual, [Severity, new LiteralOperand(Variant.Of((ushort)500))]),
            new ContentFilterElement(FilterOperator.Like, [Message, new LiteralOperand(Variant.Of("%pump%"))]),
        ]);
        var result = await ListenAsync(session, where);
        Assert.Equal(StatusCode.Good, result.Status);

        Report(running, "the pump is warm", 100);
        Report(running, "the pump is hot", 700);
        Report(running, "the door is open", 900);
        Report(running, "a pump burns", 1000);

        List<string?> heard = [];
        while (heard.Count < 2)
        {
            foreach (var list in (await session.PublishAsync()).Notification.Data.OfType<EventNotificationList>())
            {
                heard.AddRange(list.Events.ToArray().Select(each => ((LocalizedText)each.Fields.Span[1].Reference!).Text));
            }
        }

        Assert.Equal(["the pump is hot", "a pump burns"], heard);
    }

    [Fact]
    public async Task A_filter_that_points_back_or_names_an_operator_that_is_not_there_is_refused_with_its_place()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);

        var loop = await ListenAsync(session, new ContentFilter([new ContentFilterElement(FilterOperator.Not, [new ElementOperand(0)])]));
        var view = await ListenAsync(session, new ContentFilter([new ContentFilterElement(FilterOperator.InView, [new LiteralOperand(default)])]));

        Assert.Equal((StatusCode.BadEventFilterInvalid, StatusCode.BadEventFilterInvalid), (loop.Status, view.Status));
        var told = EventFilterResult.Decode(view.FilterResult, new())!;
        Assert.Equal(StatusCode.BadFilterOperatorUnsupported, Assert.Single(told.WhereClause).Status);
    }

    [Theory]
    [InlineData("main pump", "%pump", true)]
    [InlineData("main pump", "pump%", false)]
    [InlineData("pump 7", "pump [0-9]", true)]
    [InlineData("pump x", "pump [^0-9]", true)]
    [InlineData("100%", "100\\%", true)]
    [InlineData("100x", "100\\%", false)]
    [InlineData("abc", "a_c", true)]
    [InlineData("", "%%", true)]
    [InlineData("[", "[", true)]
    public void A_pattern_matches_as_the_specification_has_it(string text, string pattern, bool matches) =>
        Assert.Equal(matches, LikePattern.Matches(text, pattern));

    [Fact(Timeout = 60_000)]
    public Task A_pattern_that_makes_others_go_back_for_ever_is_decided() => Task.Run(
        () => Assert.False(LikePattern.Matches(new string('a', 10_000), string.Concat(Enumerable.Repeat("%a", 400)) + "b")),
        TestContext.Current.CancellationToken);

    private static SimpleAttributeOperand Field(string name) => new(EventTypes.BaseEvent, [new QualifiedName(0, name)]);

    private static void Report(RunningServer running, string message, ushort severity) => running.Space.Report(
        running.Space.Objects, new UaEvent(EventTypes.BaseEvent, running.Space.Objects, UaDateTime.Now(running.Time), message, severity));

    private static async Task<MonitoredItemCreateResult> ListenAsync(TestSession session, ContentFilter where)
    {
        var subscription = await session.SendAsync<CreateSubscriptionResponse>(new CreateSubscriptionRequest
        {
            RequestedPublishingInterval = 50,
            RequestedLifetimeCount = 1_000,
            RequestedMaxKeepAliveCount = 10,
        });
        var items = await session.SendAsync<CreateMonitoredItemsResponse>(new CreateMonitoredItemsRequest
        {
            SubscriptionId = subscription.SubscriptionId,
            ItemsToCreate =
            [
                new MonitoredItemCreateRequest
                {
                    ItemToMonitor = new ReadValueId(new NodeId(2253), AttributeId.EventNotifier),
                    Filter = new EventFilter([Severity, Message], where).ToExtensionObject(),
                },
            ],
        });
        return items.Results[0];
    }
}
