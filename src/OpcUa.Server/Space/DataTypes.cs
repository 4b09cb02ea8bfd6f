using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>A machine's own structures and enumerations, with what clients need to decode them and to show their texts (Part 3 §5.8.3).</summary>
public static class DataTypes
{
    private const int DataTypeClass = 64;

    /// <summary>A structure or enumeration with its definition; a structure that names an encoding gets the node of it.</summary>
    /// <param name="type">Its <see cref="DataTypeDescription.BuiltIn"/> does not matter: the supertype says how values are carried.</param>
    /// <param name="supertype">A type that is there; Enumeration or Structure when it is null.</param>
    /// <exception cref="ArgumentException">An id is taken.</exception>
    public static TypeNode AddDataType(this AddressSpace space, DataTypeDescription type, NodeId? supertype = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(type);
        var above = space[supertype ?? (type.Enumeration is null ? StandardNodes.Structure : StandardNodes.Enumeration)];
        var node = space.Add(
            above, new TypeNode(type.Id, type.Name, DataTypeClass) { IsAbstract = type.IsAbstract, Definition = type }, StandardNodes.HasSubtype, typeDefinition: null);
        if (type.Structure is { DefaultEncodingId.IsNull: false } structure)
        {
            var encoding = new ObjectNode(
                structure.DefaultEncodingId, new QualifiedName(0, "Default Binary"), new LocalizedText(null, "Default Binary"), StandardNodes.DataTypeEncodingType);
            space.Add(node, encoding, StandardNodes.HasEncoding, StandardNodes.DataTypeEncodingType);
        }

        return node;
    }

    /// <summary>A variable of a type of the machine's own; see <see cref="AddressSpace.AddVariable(Node, NodeId, string, BuiltInType, DataValue, int)"/>.</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public static VariableNode AddVariable(
        this AddressSpace space, Node parent, NodeId id, string name, NodeId dataType, DataValue value, int valueRank = -1)
    {
        ArgumentNullException.ThrowIfNull(space);
        var node = new VariableNode(
            id, new QualifiedName(id.NamespaceIndex, name), new LocalizedText(null, name), StandardNodes.BaseDataVariableType, dataType, valueRank);
        node.Set(value);
        return space.Add(parent, node, StandardNodes.HasComponent, StandardNodes.BaseDataVariableType);
    }

    /// <summary>The texts of the numbers 0, 1, 2 … of a variable or an enumeration, as its property EnumStrings (Part 3 §5.8.3, Part 8 §5.3.3.3).</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public static VariableNode AddEnumStrings(this AddressSpace space, Node owner, NodeId id, params string[] texts) => AddTexts(
        space, owner, id, "EnumStrings", new NodeId((uint)BuiltInType.LocalizedText), Variant.OfArray(
            BuiltInType.LocalizedText, Array.ConvertAll(texts, text => new LocalizedText(null, text))));

    /// <summary>The texts of any numbers of a variable or an enumeration, as its property EnumValues (Part 3 §8.39).</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public static VariableNode AddEnumValues(this AddressSpace space, Node owner, NodeId id, params EnumValueType[] values) => AddTexts(
        space, owner, id, "EnumValues", StandardNodes.EnumValueType, Variant.OfArray(
            BuiltInType.ExtensionObject, Array.ConvertAll(values, StandardStructures.Encode)));

    private static VariableNode AddTexts(AddressSpace space, Node owner, NodeId id, string name, NodeId dataType, Variant value)
    {
        ArgumentNullException.ThrowIfNull(space);
        var node = new VariableNode(
            id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.PropertyType, dataType, 1);
        node.Set(new DataValue(value));
        return space.Add(owner, node, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }
}
