using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.Events;

public sealed class EventSelectionTests
{
    private static readonly NamespaceTable Namespaces = new("http://opcfoundation.org/UA/", "urn:other", "urn:press");

    [Fact]
    public void A_where_clause_has_its_root_first_and_points_only_at_later_elements()
    {
        var where = EventWhere.And(
            EventWhere.Or(EventWhere.OfType(EventTypes.AlarmCondition), EventWhere.Not(EventWhere.IsNull(EventField.ConditionId))),
            EventWhere.SeverityAtLeast(500));

        var elements = new EventSelection([EventFields.EventId], where).For(Namespaces).WhereClause.Elements;

        Assert.Equal(
            [FilterOperator.And, FilterOperator.Or, FilterOperator.OfType, FilterOperator.Not, FilterOperator.IsNull, FilterOperator.GreaterThanOrEqual],
            elements.Select(element => element.Operator));
        Assert.Equal([1u, 5u], Pointers(elements[0]));
        Assert.Equal([2u, 3u], Pointers(elements[1]));
        Assert.Equal([4u], Pointers(elements[3]));
        Assert.Equal(Variant.Of((ushort)500), Assert.IsType<LiteralOperand>(elements[5].Operands[1]).Value);
        Assert.Equal(Variant.Of(new NodeId(2915)), Assert.IsType<LiteralOperand>(elements[2].Operands[0]).Value);
    }

    [Fact]
    public void A_where_clause_of_too_many_parts_is_refused_where_it_is_made()
    {
        var types = Enumerable.Range(1, 1000).Select(number => new ExpandedNodeId(new NodeId((uint)number)));

        Assert.Throws<ArgumentException>(() => EventWhere.OfAnyType(types));
    }

    [Fact]
    public void A_field_is_named_in_the_numbers_that_the_session_has_for_its_namespaces()
    {
        var field = EventField.Of(new ExpandedNodeId(new NodeId(7), "urn:press"), "Tool/Wear", "urn:press");

        var clause = Assert.Single(new EventSelection([field]).For(Namespaces).SelectClauses);

        Assert.Equal(new NodeId(7, 2), clause.TypeDefinitionId);
        Assert.Equal([new QualifiedName(2, "Tool"), new QualifiedName(2, "Wear")], clause.BrowsePath);
    }

    [Fact]
    public void The_condition_itself_is_selected_by_its_node_id()
    {
        var clause = Assert.Single(new EventSelection([EventField.ConditionId]).For(Namespaces).SelectClauses);

        Assert.Equal((new NodeId(2782), AttributeId.NodeId), (clause.TypeDefinitionId, clause.Attribute));
        Assert.Empty(clause.BrowsePath);
    }

    [Fact]
    public void An_event_has_its_fields_by_name_and_null_where_a_server_sends_something_else()
    {
        var received = Some.Event(
            EventTypes.AlarmCondition,
            ("EventId", Variant.Of([1, 2])),
            ("SourceName", Variant.Of("press")),
            ("Message", Variant.Of(new LocalizedText("en", "too hot"))),
            ("Severity", Variant.Of((ushort)800)),
            ("Time", Variant.Of(new UaDateTime(5))),
            ("ActiveState/Id", Variant.Of(true)),
            ("AckedState/Id", Variant.Of("no Boolean")),
            ("Quality", Variant.Of(StatusCode.BadNoCommunication)));

        var read = Some.Read(received);

        Assert.Equal([1, 2], read.EventId);
        Assert.Equal(("press", "too hot", (ushort)800, 5L), (read.SourceName, read.Message.Text, read.Severity, read.Time.Ticks));
        Assert.True(read.IsActive);
        Assert.Null(read.IsAcked);
        Assert.Null(read.IsConfirmed);
        Assert.Equal(StatusCode.BadNoCommunication, read.Quality);
        Assert.Null(read.ConditionId);
        Assert.Equal(9, read.Fields.Count());
        Assert.True(read["NotSelected"].IsNull);
    }

    [Fact]
    public void An_event_with_fewer_fields_than_were_selected_has_the_others_null()
    {
        var read = Some.Read(new EventFieldList(1, new[] { Variant.Of([3]) }));

        Assert.Equal([3], read.EventId);
        Assert.Equal(0, read.Severity);
        Assert.Null(read.Retain);
    }

    [Fact]
    public async Task An_item_of_events_watches_the_notifier_with_its_filter_and_tells_what_the_server_thinks_of_it()
    {
        MonitoredItemCreateRequest? wanted = null;
        var (_, session) = await Some.SessionAsync(request =>
        {
            if (request is not CreateMonitoredItemsRequest items)
            {
                return null;
            }

            wanted = items.ItemsToCreate[0];
            var opinion = new EventFilterResult([StatusCode.BadNodeIdUnknown], []).ToExtensionObject();
            return new CreateMonitoredItemsResponse
            {
                Results = [new MonitoredItemCreateResult(StatusCode.Good, 1, 0, 100) { FilterResult = opinion }],
            };
        });
        await using var closing = session;
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions(), new Notes(), TestContext.Current.CancellationToken);

        var results = await subscription.CreateItemsAsync(
            [new ItemRequest(1, new NodeId(2253)) { Events = EventSelection.Everything, QueueSize = 100 }], TestContext.Current.CancellationToken);

        Assert.NotNull(wanted);
        Assert.Equal((AttributeId.EventNotifier, 0.0, 100u), (wanted.ItemToMonitor.Attribute, wanted.SamplingInterval, wanted.QueueSize));
        Assert.Equal(EventSelection.Everything.Fields.Count, EventFilter.Decode(wanted.Filter, OpcUa.Codec.CodecLimits.Client)?.SelectClauses.Length);
        Assert.Equal(StatusCode.BadNodeIdUnknown, Assert.Single(Assert.Single(results).FilterResult?.SelectClauses ?? []));
    }

    private static IEnumerable<uint> Pointers(ContentFilterElement element) =>
        element.Operands.OfType<ElementOperand>().Select(operand => operand.Index);
}
