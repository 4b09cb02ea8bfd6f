using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>What a machine says that a variable holds.</summary>
/// <param name="Type">The built-in type that carries its DataType; Null where the machine does not tell, or the type is abstract.</param>
/// <param name="ValueRank">Its ValueRank.</param>
/// <param name="Texts">What its numbers mean.</param>
internal readonly record struct DeclaredType(DataType Type, int ValueRank, EnumTexts Texts);

/// <summary>Asks a machine what its variables hold.</summary>
internal static class DeclaredTypes
{
    /// <summary>
    /// One for each node, in order. The types of structures are known to the session afterwards, so that their first values are decoded.
    /// </summary>
    /// <exception cref="UaException">The line broke.</exception>
    public static async Task<IReadOnlyList<DeclaredType>> ReadAsync(
        UaSession session, IReadOnlyList<ExpandedNodeId> nodes, CancellationToken cancellationToken)
    {
        List<ReadValueId> attributes = [];
        foreach (var node in nodes)
        {
            // A node of a namespace that the machine does not have is asked for as the null node: refused, like the rest of it.
            session.Namespaces.TryResolve(node, out var resolved);
            attributes.Add(new ReadValueId(resolved, AttributeId.DataType));
            attributes.Add(new ReadValueId(resolved, AttributeId.ValueRank));
        }

        var values = await session.ReadAsync(attributes, cancellationToken);
        NodeId[] types = [.. nodes.Select((_, i) => values[2 * i].Value.TryGet(out NodeId type) ? type : default)];
        await session.DataTypes.FindAllAsync(types, cancellationToken);
        NodeId[] variables = [.. nodes.Select((_, i) => attributes[2 * i].NodeId)];
        var texts = await DeclaredTexts.ReadAsync(session, variables, types, cancellationToken);
        return [.. types.Select((type, i) => Of(session, type, values[(2 * i) + 1], texts[i]))];
    }

    private static DeclaredType Of(UaSession session, NodeId type, in DataValue rank, EnumTexts texts)
    {
        var builtIn = session.DataTypes.Known.Find(type)?.BuiltIn ?? BuiltInType.Null;
        return builtIn is BuiltInType.Null or BuiltInType.Variant
            ? new DeclaredType(DataType.Null, -1, texts)
            : new DeclaredType(
                (DataType)builtIn,
                rank.Value is { Type: BuiltInType.Int32, Shape: VariantShape.Scalar } told ? (int)told.AsInt64() : -1,
                texts);
    }
}
