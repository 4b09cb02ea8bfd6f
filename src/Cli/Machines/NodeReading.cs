using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>A variable's value now, decoded, with what its server says of its type.</summary>
/// <param name="Type">Null when the node is no variable or its server does not tell how values of the type are carried.</param>
/// <param name="ValueRank">-1 scalar, 1 array, more for a matrix; -2 anything (Part 3 §5.6.2).</param>
internal sealed record NodeReading(NodeId Node, DataValue Value, DataTypeDescription? Type, int ValueRank)
{
    private const int AnyRank = -2;
    private const int Attributes = 3;

    public bool IsUnknown => IsNone(Value.Status);

    /// <summary>One reading for each node, in order; a node that is not there costs only itself.</summary>
    public static async Task<IReadOnlyList<NodeReading>> ReadAsync(
        UaSession session, IReadOnlyList<NodeId> nodes, CancellationToken cancellationToken)
    {
        var read = await session.ReadAsync(
            [.. nodes.SelectMany(node => new ReadValueId[] { new(node), new(node, AttributeId.DataType), new(node, AttributeId.ValueRank) })],
            cancellationToken);
        var types = nodes.Select((_, i) => read[(Attributes * i) + 1].Value.TryGet(out NodeId type) ? type : default).ToArray();
        await session.DataTypes.FindAllAsync(types, cancellationToken);
        var readings = new List<NodeReading>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            var value = read[Attributes * i];
            var rank = read[(Attributes * i) + 2].Value is { Type: BuiltInType.Int32, Shape: VariantShape.Scalar } told ? (int)told.Bits : AnyRank;
            value = value with { Value = await session.DataTypes.DecodeAsync(value.Value, cancellationToken) };
            readings.Add(new NodeReading(nodes[i], value, await session.DataTypes.FindAsync(types[i], cancellationToken), rank));
        }

        return readings;
    }

    private static bool IsNone(StatusCode status) =>
        status.Code == StatusCode.BadNodeIdUnknown
        || status.Code == StatusCode.BadNodeIdInvalid
        || status.Code == StatusCode.BadAttributeIdInvalid;
}
