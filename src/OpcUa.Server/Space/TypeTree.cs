using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>Answers what derives from what, and what a data type looks like on the wire.</summary>
internal sealed class TypeTree(AddressSpace space)
{
    private const uint Number = 26;
    private const uint Integer = 27;
    private const uint UInteger = 28;
    private const uint Enumeration = 29;

    /// <summary>Whether the type is the other one or derives from it.</summary>
    public bool Is(NodeId type, NodeId ancestor)
    {
        if (type == ancestor)
        {
            return true;
        }

        for (var each = Find(type); each is not null; each = each.Supertype)
        {
            if (each.Id == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    public bool IsNumber(NodeId dataType) => Is(dataType, new NodeId(Number));

    /// <summary>Whether a value fits a declaration of type and rank (Part 3 §5.6.2).</summary>
    public bool Accepts(NodeId dataType, int valueRank, in Variant value)
    {
        var dimensions = value.Shape switch
        {
            VariantShape.Scalar => 0,
            VariantShape.Array => 1,
            _ => ((VariantMatrix)value.Reference!).Dimensions.Count, // a matrix always has one
        };
        var isRank = valueRank switch
        {
            -3 => dimensions <= 1,
            -2 => true,
            -1 => dimensions == 0,
            0 => dimensions > 0,
            _ => dimensions == valueRank,
        };
        return isRank && Takes(dataType, value.Type);
    }

    /// <summary>Whether a value of this built-in type may stand where the data type is asked for (Part 3 §8).</summary>
    public bool Takes(NodeId dataType, BuiltInType type)
    {
        for (var each = Find(dataType); each is not null; each = each.Supertype)
        {
            if (each.Id is { NamespaceIndex: 0, IdType: IdType.Numeric, Numeric: <= Enumeration } id && id.Numeric != 0)
            {
                return Takes(id.Numeric, type);
            }
        }

        return true; // a type that is not known here says nothing about its values
    }

    private static bool Takes(uint dataType, BuiltInType type) => dataType switch
    {
        (uint)BuiltInType.Variant => true,
        Number => type is >= BuiltInType.SByte and <= BuiltInType.Double,
        Integer => type is BuiltInType.SByte or BuiltInType.Int16 or BuiltInType.Int32 or BuiltInType.Int64,
        UInteger => type is BuiltInType.Byte or BuiltInType.UInt16 or BuiltInType.UInt32 or BuiltInType.UInt64,
        Enumeration => type == BuiltInType.Int32,
        _ => dataType == (uint)type,
    };

    private TypeNode? Find(NodeId type) => space.TryFind(type, out var node) ? node as TypeNode : null;
}
