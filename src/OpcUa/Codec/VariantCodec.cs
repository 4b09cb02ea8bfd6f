using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>Variant: a byte for type and shape, then the value, array or matrix (Part 6 §5.2.2.16).</summary>
public static class VariantCodec
{
    private const int TypeMask = 0x3F;
    private const int HasDimensions = 0x40;
    private const int IsArray = 0x80;

    // Ids 26 to 31 are kept free; a decoder takes their values for ByteStrings (Part 6 §5.1.2).
    private const int LastReservedType = 31;

    public static Variant ReadVariant(this ref UaReader reader)
    {
        var form = reader.ReadByte();
        if (form == (int)BuiltInType.Double)
        {
            return Variant.FromBits(BuiltInType.Double, reader.ReadInt64()); // what machines send most, on the shortest way
        }

        var type = form & TypeMask;
        if (type > (int)BuiltInType.DiagnosticInfo)
        {
            type = type <= LastReservedType ? (int)BuiltInType.ByteString : throw reader.Malformed($"{type} is no built-in type.");
        }

        if ((form & IsArray) == 0)
        {
            return (form & HasDimensions) == 0
                ? ReadScalar(ref reader, (BuiltInType)type)
                : throw reader.Malformed($"0x{form:X2} gives dimensions to a scalar.");
        }

        reader.Enter();
        var value = ReadArray(ref reader, (BuiltInType)type, (form & HasDimensions) != 0);
        reader.Leave();
        return value;
    }

    public static void WriteVariant(this ref UaWriter writer, in Variant value)
    {
        switch (value.Shape)
        {
            case VariantShape.Scalar:
                writer.WriteByte((byte)value.Type);
                WriteScalar(ref writer, value);
                break;
            case VariantShape.Array:
                writer.WriteByte((byte)((int)value.Type | IsArray));
                VariantArrayCodec.Write(ref writer, value.Type, value.Reference as Array);
                break;
            default:
                // The factories of Variant leave no matrix without a VariantMatrix.
                var matrix = (VariantMatrix)value.Reference!;
                writer.WriteByte((byte)((int)value.Type | IsArray | HasDimensions));
                VariantArrayCodec.Write(ref writer, value.Type, matrix.Elements);
                writer.WriteArray(matrix.Dimensions, static (ref writer, dimension) => writer.WriteInt32(dimension));
                break;
        }
    }

    private static Variant ReadArray(ref UaReader reader, BuiltInType type, bool hasDimensions)
    {
        var elements = VariantArrayCodec.Read(ref reader, type, reader.ReadInt32());
        if (!hasDimensions)
        {
            return Variant.OfArray(type, elements);
        }

        var dimensions = reader.ReadPlainArray<int>();
        if (elements is null || dimensions is null or [])
        {
            return Variant.OfArray(type, elements);
        }

        reader.Charge(UaReader.ObjectOverhead);
        return VariantMatrix.Fits(dimensions, elements.Length)
            ? Variant.OfMatrix(type, elements, dimensions)
            : throw reader.Malformed($"Dimensions do not hold the {elements.Length} elements of an array.");
    }

    internal static Variant ReadScalar(ref UaReader reader, BuiltInType type) => type switch
    {
        BuiltInType.Null => default,
        BuiltInType.Boolean => Variant.Of(reader.ReadBoolean()),
        BuiltInType.SByte => Variant.Of(reader.ReadSByte()),
        BuiltInType.Byte => Variant.Of(reader.ReadByte()),
        BuiltInType.Int16 => Variant.Of(reader.ReadInt16()),
        BuiltInType.UInt16 => Variant.Of(reader.ReadUInt16()),
        BuiltInType.Int32 => Variant.Of(reader.ReadInt32()),
        BuiltInType.UInt32 => Variant.Of(reader.ReadUInt32()),
        BuiltInType.Int64 or BuiltInType.UInt64 or BuiltInType.Double or BuiltInType.DateTime =>
            Variant.FromBits(type, reader.ReadInt64()),
        BuiltInType.Float or BuiltInType.StatusCode => Variant.FromBits(type, reader.ReadUInt32()),
        BuiltInType.String or BuiltInType.XmlElement => Variant.FromReference(type, reader.ReadString()),
        BuiltInType.ByteString => Variant.Of(reader.ReadByteString()),
        _ => ReadObject(ref reader, type),
    };

    private static Variant ReadObject(ref UaReader reader, BuiltInType type)
    {
        reader.Charge(UaReader.ObjectOverhead + 48); // the box around the structure
        switch (type)
        {
            case BuiltInType.Guid:
                return Variant.Of(reader.ReadGuid());
            case BuiltInType.NodeId:
                return Variant.Of(reader.ReadNodeId());
            case BuiltInType.ExpandedNodeId:
                return Variant.Of(reader.ReadExpandedNodeId());
            case BuiltInType.QualifiedName:
                return Variant.Of(reader.ReadQualifiedName());
            case BuiltInType.LocalizedText:
                return Variant.Of(reader.ReadLocalizedText());
            case BuiltInType.ExtensionObject:
                return Variant.Of(reader.ReadExtensionObject());
            case BuiltInType.DataValue:
                return Variant.Of(reader.ReadDataValue());
            case BuiltInType.DiagnosticInfo:
                return Variant.Of(reader.ReadDiagnosticInfo());
            default:
                throw reader.Malformed($"A scalar of type {type} cannot lie in a Variant.");
        }
    }

    internal static void WriteScalar(ref UaWriter writer, in Variant value)
    {
        switch (value.Type)
        {
            case BuiltInType.Null:
                break;
            case BuiltInType.Boolean or BuiltInType.SByte or BuiltInType.Byte:
                writer.WriteByte(unchecked((byte)value.Bits));
                break;
            case BuiltInType.Int16 or BuiltInType.UInt16:
                writer.WriteUInt16(unchecked((ushort)value.Bits));
                break;
            case BuiltInType.Int32 or BuiltInType.UInt32 or BuiltInType.Float or BuiltInType.StatusCode:
                writer.WriteUInt32(unchecked((uint)value.Bits));
                break;
            case BuiltInType.Int64 or BuiltInType.UInt64 or BuiltInType.Double or BuiltInType.DateTime:
                writer.WriteInt64(value.Bits);
                break;
            case BuiltInType.String or BuiltInType.XmlElement:
                writer.WriteString(value.Reference as string);
                break;
            case BuiltInType.ByteString:
                writer.WriteByteString(value.Reference as byte[]);
                break;
            default:
                WriteObject(ref writer, value);
                break;
        }
    }

    private static void WriteObject(ref UaWriter writer, in Variant value)
    {
        switch (value.Reference)
        {
            case Guid guid:
                writer.WriteGuid(guid);
                break;
            case NodeId id:
                writer.WriteNodeId(id);
                break;
            case ExpandedNodeId id:
                writer.WriteExpandedNodeId(id);
                break;
            case QualifiedName name:
                writer.WriteQualifiedName(name);
                break;
            case LocalizedText text:
                writer.WriteLocalizedText(text);
                break;
            case ExtensionObject extension:
                writer.WriteExtensionObject(extension);
                break;
            case DataValue data:
                writer.WriteDataValue(data);
                break;
            default:
                writer.WriteDiagnosticInfo(value.Reference as DiagnosticInfo);
                break;
        }
    }
}
