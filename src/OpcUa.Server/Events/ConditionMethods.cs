using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>The methods of the condition types, which clients call on conditions (Part 9 §5.5.4 to §5.5.8, §5.7.3 and §5.7.4).</summary>
internal static class ConditionMethods
{
    private static readonly MethodArgument EventId = Argument("EventId", BuiltInType.ByteString);
    private static readonly MethodArgument Comment = Argument("Comment", BuiltInType.LocalizedText);
    private static readonly MethodArgument SubscriptionId = Argument("SubscriptionId", BuiltInType.UInt32);
    private static readonly MethodArgument MonitoredItemId = Argument("MonitoredItemId", BuiltInType.UInt32);

    public static void Add(AddressSpace space)
    {
        var condition = space[EventTypes.Condition];
        var acknowledgeable = space[EventTypes.AcknowledgeableCondition];
        Add(space, condition, 9027, "Enable", [], call => Of(space, call).Enable(true, call.User));
        Add(space, condition, 9028, "Disable", [], call => Of(space, call).Enable(false, call.User));
        Add(space, condition, 9029, "AddComment", [EventId, Comment], call => Of(space, call).Comment(Id(call), Text(call), call.User));
        Add(space, acknowledgeable, 9111, "Acknowledge", [EventId, Comment], call => Of(space, call).Acknowledge(Id(call), Text(call), call.User));
        Add(space, acknowledgeable, 9113, "Confirm", [EventId, Comment], call => Of(space, call).Confirm(Id(call), Text(call), call.User));

        var refresh = new ConditionRefresh(space);
        Add(space, condition, 3875, "ConditionRefresh", [SubscriptionId], call => refresh.Refresh(call, Number(call, 0)));
        Add(space, condition, 12912, "ConditionRefresh2", [SubscriptionId, MonitoredItemId], call => refresh.Refresh(call, Number(call, 0), Number(call, 1)));
    }

    private static MethodArgument Argument(string name, BuiltInType type) => new() { Name = name, DataType = new NodeId((uint)type) };

    private static void Add(AddressSpace space, Node type, uint id, string name, MethodArgument[] inputs, Action<MethodCall> handle) =>
        space.AddMethod(type, new NodeId(id), name, inputs, [], (call, _) =>
        {
            handle(call);
            return new ValueTask<Variant[]>([]);
        });

    // Called on the type itself, or on an object that only says it is a condition (Part 9 §5.5.4).
    private static Condition Of(AddressSpace space, MethodCall call) => space.Conditions.Find(call.Object)
        ?? throw new UaException(StatusCode.BadNodeIdInvalid, $"{call.Object.Id} is no condition: this method is called on one.");

    private static byte[] Id(MethodCall call) => call.Inputs[0].TryGet(out byte[]? id) ? id : [];

    private static LocalizedText Text(MethodCall call) => call.Inputs[1].TryGet(out LocalizedText text) ? text : default;

    private static uint Number(MethodCall call, int index) => (uint)call.Inputs[index].Bits; // declared as one
}
