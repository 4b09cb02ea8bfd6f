using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>What a node says about itself, all but its value (Part 3 §5).</summary>
internal static class NodeAttributes
{
    private const double IndeterminateInterval = 0;

    /// <returns>Null when a node of this kind has no such attribute.</returns>
    public static Variant? Read(Node node, AttributeId attribute) => (attribute, node) switch
    {
        (AttributeId.NodeId, _) => Variant.Of(node.Id),
        (AttributeId.NodeClass, _) => Variant.Of(node.NodeClass),
        (AttributeId.BrowseName, _) => Variant.Of(node.BrowseName),
        (AttributeId.DisplayName, _) => Variant.Of(node.DisplayName),
        (AttributeId.Description, _) => Variant.Of(node.Description),
        (AttributeId.WriteMask or AttributeId.UserWriteMask, _) => Variant.Of(0u),
        (AttributeId.Executable or AttributeId.UserExecutable, MethodNode method) => Variant.Of(method.IsExecutable),
        (AttributeId.IsAbstract, TypeNode type) => Variant.Of(type.IsAbstract),
        (AttributeId.Symmetric, TypeNode { NodeClass: (int)NodeClasses.ReferenceType } type) => Variant.Of(type.IsSymmetric),
        (AttributeId.InverseName, TypeNode { NodeClass: (int)NodeClasses.ReferenceType } type) => Variant.Of(new LocalizedText(null, type.InverseName)),
        (AttributeId.DataTypeDefinition, TypeNode { Definition: { } type }) => DefinitionOf(type),
        (AttributeId.EventNotifier, ObjectNode instance) => Variant.Of((byte)(instance.NotifiesEvents ? 1 : 0)),
        (AttributeId.DataType, VariableNode variable) => Variant.Of(variable.DataType),
        (AttributeId.ValueRank, VariableNode variable) => Variant.Of(variable.ValueRank),
        (AttributeId.ArrayDimensions, VariableNode { ValueRank: > 0 } variable) => Variant.OfArray(BuiltInType.UInt32, new uint[variable.ValueRank]),
        (AttributeId.AccessLevel or AttributeId.UserAccessLevel, VariableNode variable) => Variant.Of((byte)variable.AccessLevel),
        (AttributeId.MinimumSamplingInterval, VariableNode) => Variant.Of(IndeterminateInterval),
        (AttributeId.Historizing, VariableNode variable) => Variant.Of(variable.AccessLevel.HasFlag(AccessLevels.HistoryRead)),
        _ => null,
    };

    private static Variant? DefinitionOf(DataTypeDescription type) =>
        type.Structure is { } structure ? Variant.Of(StandardStructures.Encode(structure))
        : type.Enumeration is { } values ? Variant.Of(StandardStructures.Encode(values))
        : null;
}
