using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Events;

/// <summary>Events for tests, with <see cref="EventSelection.Everything"/>'s fields.</summary>
internal static class Some
{
    public static EventFieldList Event(NodeId type, params (string Name, Variant Value)[] fields)
    {
        var values = EventSelection.Everything.Fields
            .Select(field => field.Name == "EventType" ? Variant.Of(type) : fields.FirstOrDefault(each => each.Name == field.Name).Value);
        return new EventFieldList(1, values.ToArray());
    }

    public static EventFieldList Condition(uint id, bool retain, ushort severity = 500) => Event(
        EventTypes.AlarmCondition,
        ("ConditionId", Variant.Of(new NodeId(id, 1))),
        ("Retain", Variant.Of(retain)),
        ("Severity", Variant.Of(severity)));

    public static UaEvent Read(EventFieldList received) => EventSelection.Everything.Read(received);

    public static EventBatch Batch(UaSubscription subscription, params EventFieldList[] events) =>
        new(subscription, default, default, 0, events);

    public static async Task<(ScriptedChannel Channel, UaSession Session)> SessionAsync(Func<ServiceRequest, ServiceResponse?> script)
    {
        var channel = new ScriptedChannel { Script = script };
        return (channel, await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider()));
    }
}
