using CsCheck;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Messages;

public sealed class EventMessageTests
{
    private static readonly StatusCode[] Refusals = [StatusCode.BadDecodingError, StatusCode.BadEncodingLimitsExceeded];

    [Fact]
    public void An_event_filter_comes_back_with_every_kind_of_operand()
    {
        var body = EventSamples.Filter.ToExtensionObject();

        var read = EventFilter.Decode(body, CodecLimits.Server);

        Assert.NotNull(read);
        Assert.Equal(body, read.ToExtensionObject());
        Assert.Equal(new NodeId(727), body.TypeId);
        Assert.Equal(
            [typeof(ElementOperand), typeof(ElementOperand), typeof(SimpleAttributeOperand), typeof(LiteralOperand), typeof(AttributeOperand), typeof(UnknownOperand)],
            read.WhereClause.Elements.SelectMany(element => element.Operands).Select(operand => operand.GetType()));
    }

    [Fact]
    public void A_filter_of_another_kind_is_none_of_events() =>
        Assert.Null(EventFilter.Decode(new DataChangeFilter(DataChangeTrigger.Status).ToExtensionObject(), CodecLimits.Server));

    [Fact]
    public void What_a_server_thinks_of_a_filter_comes_back()
    {
        var read = EventFilterResult.Decode(EventSamples.Result.ToExtensionObject(), CodecLimits.Client);

        Assert.NotNull(read);
        Assert.Equal(EventSamples.Result.SelectClauses, read.SelectClauses);
        Assert.Equal(EventSamples.Result.WhereClause[0].Status, Assert.Single(read.WhereClause).Status);
        Assert.Equal(EventSamples.Result.WhereClause[0].OperandStatuses, read.WhereClause[0].OperandStatuses);
    }

    [Fact]
    public void A_where_clause_of_ten_thousand_operands_is_read_and_one_more_is_over_the_servers_limit()
    {
        var most = CodecLimits.Server.MaxArrayLength;

        var read = EventFilter.Decode(FilterOf(most), CodecLimits.Server);
        var refusal = Assert.Throws<UaException>(() => EventFilter.Decode(FilterOf(most + 1), CodecLimits.Server));

        Assert.Equal(most, Assert.Single(read!.WhereClause.Elements).Operands.Length);
        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, refusal.Status);
    }

    [Fact]
    public void Many_empty_operands_are_refused_before_they_take_more_memory_than_the_limits_allow()
    {
        byte[] filter = [0, 0, 0, 0, 1, 0, 0, 0, 10, 0, 0, 0, .. BitConverter.GetBytes(900_000), .. new byte[2_700_000]];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<UaException>(
            () => EventFilter.Decode(new ExtensionObject(new NodeId(727), ExtensionBody.Binary, filter), CodecLimits.Client));

        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, refusal.Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (4L * filter.Length) + (1024 * 1024));
    }

    [Fact]
    public void A_literal_of_values_that_lie_too_deep_in_each_other_is_refused()
    {
        var value = Variant.Of(1);
        for (var depth = 0; depth < 200; depth++)
        {
            value = Variant.OfArray(BuiltInType.Variant, new[] { value });
        }

        var filter = new EventFilter([], new ContentFilter([new ContentFilterElement(FilterOperator.Not, [new LiteralOperand(value)])]));

        var refusal = Assert.Throws<UaException>(() => EventFilter.Decode(filter.ToExtensionObject(), CodecLimits.Server));

        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, refusal.Status);
    }

    [Fact]
    public void A_filter_altered_or_cut_off_anywhere_raises_nothing_but_the_stacks_own_exception()
    {
        var bytes = EventSamples.Filter.ToExtensionObject().Body.ToArray();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]).Sample((place, other, length) =>
        {
            var altered = bytes.ToArray();
            altered[place] = other;
            try
            {
                EventFilter.Decode(new ExtensionObject(new NodeId(727), ExtensionBody.Binary, altered.AsMemory(0, length)), CodecLimits.Server);
                return true;
            }
            catch (UaException refusal)
            {
                return Refusals.Contains(refusal.Status);
            }
        });
    }

    [Fact]
    public void Events_keep_their_fields_however_many_each_has() =>
        Gen.Int[0, 40].Array[0, 30].Sample(counts =>
        {
            var events = counts.Select((count, index) =>
                new EventFieldList((uint)index, Enumerable.Range(0, count).Select(field => Variant.Of((index * 100) + field)).ToArray())).ToArray();

            using var read = ReadBack(new EventNotificationList(events));

            return read.Count == events.Length
                && events.Zip(read.Events.ToArray()).All(pair =>
                    pair.First.ClientHandle == pair.Second.ClientHandle
                    && pair.First.Fields.Span.SequenceEqual(pair.Second.Fields.Span));
        });

    [Fact]
    public void Model_and_semantic_changes_come_back()
    {
        var model = new ModelChange(new NodeId("a", 1), new NodeId(63), ModelChangeVerbs.NodeAdded | ModelChangeVerbs.ReferenceAdded);
        var semantic = new SemanticChange(new NodeId("b", 2), new NodeId(62));

        Assert.Equal(model, ModelChange.Decode(model.ToExtensionObject(), CodecLimits.Client));
        Assert.Equal(semantic, SemanticChange.Decode(semantic.ToExtensionObject(), CodecLimits.Client));
        Assert.Null(ModelChange.Decode(semantic.ToExtensionObject(), CodecLimits.Client));
        Assert.Null(SemanticChange.Decode(model.ToExtensionObject(), CodecLimits.Client));
    }

    [Fact]
    public void The_details_of_a_raw_history_read_come_back()
    {
        var details = new ReadRawModifiedDetails(new UaDateTime(1), new UaDateTime(2), 3, ReturnBounds: true);

        Assert.Equal(details, ReadRawModifiedDetails.Decode(details.ToExtensionObject(), CodecLimits.Server));
    }

    private static ExtensionObject FilterOf(int operands) => new EventFilter(
        [],
        new ContentFilter(
        [
            new ContentFilterElement(
                FilterOperator.InList, [.. Enumerable.Range(0, operands).Select(number => new LiteralOperand(Variant.Of(number)))]),
        ])).ToExtensionObject();

    private static EventNotificationList ReadBack(EventNotificationList events)
    {
        using var output = new PooledBufferWriter();
        ServiceMessages.Encode(output, new PublishResponse { Notification = new NotificationMessage { Data = [events] } });
        var response = Assert.IsType<PublishResponse>(ServiceMessages.DecodeResponse(output.WrittenSpan, CodecLimits.Client));
        return Assert.IsType<EventNotificationList>(Assert.Single(response.Notification.Data));
    }
}
