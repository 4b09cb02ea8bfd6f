using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>The elements of a Variant's array; numbers are copied in one piece.</summary>
internal static class VariantArrayCodec
{
    /// <param name="count">How many, -1 for a null array; it came before the elements.</param>
    public static Array? Read(ref UaReader reader, BuiltInType type, int count) => type switch
    {
        BuiltInType.Boolean => reader.ReadElements(count, 1, static (ref reader) => reader.ReadBoolean()),
        BuiltInType.SByte => reader.ReadPlainElements<sbyte>(count),
        BuiltInType.Byte => reader.ReadPlainElements<byte>(count),
        BuiltInType.Int16 => reader.ReadPlainElements<short>(count),
        BuiltInType.UInt16 => reader.ReadPlainElements<ushort>(count),
        BuiltInType.Int32 => reader.ReadPlainElements<int>(count),
        BuiltInType.UInt32 => reader.ReadPlainElements<uint>(count),
        BuiltInType.Int64 => reader.ReadPlainElements<long>(count),
        BuiltInType.UInt64 => reader.ReadPlainElements<ulong>(count),
        BuiltInType.Float => reader.ReadPlainElements<float>(count),
        BuiltInType.Double => reader.ReadPlainElements<double>(count),
        BuiltInType.String or BuiltInType.XmlElement => reader.ReadElements(count, 4, static (ref reader) => reader.ReadString()),
        BuiltInType.DateTime => reader.ReadPlainElements<UaDateTime>(count),
        BuiltInType.Guid => reader.ReadElements(count, 16, static (ref reader) => reader.ReadGuid()),
        BuiltInType.ByteString => reader.ReadElements(count, 4, static (ref reader) => reader.ReadByteString()),
        BuiltInType.NodeId => reader.ReadElements(count, 2, static (ref reader) => reader.ReadNodeId()),
        BuiltInType.ExpandedNodeId => reader.ReadElements(count, 2, static (ref reader) => reader.ReadExpandedNodeId()),
        BuiltInType.StatusCode => reader.ReadPlainElements<StatusCode>(count),
        BuiltInType.QualifiedName => reader.ReadElements(count, 6, static (ref reader) => reader.ReadQualifiedName()),
        BuiltInType.LocalizedText => reader.ReadElements(count, 1, static (ref reader) => reader.ReadLocalizedText()),
        BuiltInType.ExtensionObject => reader.ReadElements(count, 3, static (ref reader) => reader.ReadExtensionObject()),
        BuiltInType.DataValue => reader.ReadElements(count, 1, static (ref reader) => reader.ReadDataValue()),
        BuiltInType.Variant => reader.ReadElements(count, 1, static (ref reader) => reader.ReadVariant()),
        BuiltInType.DiagnosticInfo => reader.ReadElements(count, 1, static (ref reader) => reader.ReadDiagnosticInfo()),
        _ => throw reader.Malformed("An array has no element type."),
    };

    public static void Write(ref UaWriter writer, BuiltInType type, Array? elements)
    {
        switch (elements)
        {
            case null:
                writer.WriteInt32(-1);
                break;
            case bool[] values:
                writer.WritePlainArray(values);
                break;
            case string?[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteString(value));
                break;
            case UaDateTime[] values:
                writer.WritePlainArray(values);
                break;
            case Guid[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteGuid(value));
                break;
            case byte[]?[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteByteString(value));
                break;
            case NodeId[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteNodeId(value));
                break;
            case ExpandedNodeId[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteExpandedNodeId(value));
                break;
            case StatusCode[] values:
                writer.WritePlainArray(values);
                break;
            case QualifiedName[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteQualifiedName(value));
                break;
            case LocalizedText[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteLocalizedText(value));
                break;
            case ExtensionObject[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteExtensionObject(value));
                break;
            case DataValue[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteDataValue(value));
                break;
            case Variant[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteVariant(value));
                break;
            case DiagnosticInfo?[] values:
                writer.WriteArray(values, static (ref writer, value) => writer.WriteDiagnosticInfo(value));
                break;
            default:
                WriteNumbers(ref writer, type, elements);
                break;
        }
    }

    private static void WriteNumbers(ref UaWriter writer, BuiltInType type, Array elements)
    {
        // By type and not by pattern: the runtime would let uint[] pass for int[]. Variant's factories have checked the pairing.
        switch (type)
        {
            case BuiltInType.SByte:
                writer.WritePlainArray((sbyte[])elements);
                break;
            case BuiltInType.Byte:
                writer.WritePlainArray((byte[])elements);
                break;
            case BuiltInType.Int16:
                writer.WritePlainArray((short[])elements);
                break;
            case BuiltInType.UInt16:
                writer.WritePlainArray((ushort[])elements);
                break;
            case BuiltInType.Int32:
                writer.WritePlainArray((int[])elements);
                break;
            case BuiltInType.UInt32:
                writer.WritePlainArray((uint[])elements);
                break;
            case BuiltInType.Int64:
                writer.WritePlainArray((long[])elements);
                break;
            case BuiltInType.UInt64:
                writer.WritePlainArray((ulong[])elements);
                break;
            case BuiltInType.Float:
                writer.WritePlainArray((float[])elements);
                break;
            default:
                writer.WritePlainArray((double[])elements);
                break;
        }
    }
}
