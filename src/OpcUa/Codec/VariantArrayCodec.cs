using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>The elements of a Variant's array; numbers are copied in one piece.</summary>
internal static class VariantArrayCodec
{
    public static Array? Read(ref UaReader reader, BuiltInType type) => type switch
    {
        BuiltInType.Boolean => reader.ReadArray(1, static (ref reader) => reader.ReadBoolean()),
        BuiltInType.SByte => reader.ReadPlainArray<sbyte>(),
        BuiltInType.Byte => reader.ReadPlainArray<byte>(),
        BuiltInType.Int16 => reader.ReadPlainArray<short>(),
        BuiltInType.UInt16 => reader.ReadPlainArray<ushort>(),
        BuiltInType.Int32 => reader.ReadPlainArray<int>(),
        BuiltInType.UInt32 => reader.ReadPlainArray<uint>(),
        BuiltInType.Int64 => reader.ReadPlainArray<long>(),
        BuiltInType.UInt64 => reader.ReadPlainArray<ulong>(),
        BuiltInType.Float => reader.ReadPlainArray<float>(),
        BuiltInType.Double => reader.ReadPlainArray<double>(),
        BuiltInType.String or BuiltInType.XmlElement => reader.ReadArray(4, static (ref reader) => reader.ReadString()),
        BuiltInType.DateTime => reader.ReadPlainArray<UaDateTime>(),
        BuiltInType.Guid => reader.ReadArray(16, static (ref reader) => reader.ReadGuid()),
        BuiltInType.ByteString => reader.ReadArray(4, static (ref reader) => reader.ReadByteString()),
        BuiltInType.NodeId => reader.ReadArray(2, static (ref reader) => reader.ReadNodeId()),
        BuiltInType.ExpandedNodeId => reader.ReadArray(2, static (ref reader) => reader.ReadExpandedNodeId()),
        BuiltInType.StatusCode => reader.ReadPlainArray<StatusCode>(),
        BuiltInType.QualifiedName => reader.ReadArray(6, static (ref reader) => reader.ReadQualifiedName()),
        BuiltInType.LocalizedText => reader.ReadArray(1, static (ref reader) => reader.ReadLocalizedText()),
        BuiltInType.ExtensionObject => reader.ReadArray(3, static (ref reader) => reader.ReadExtensionObject()),
        BuiltInType.DataValue => reader.ReadArray(1, static (ref reader) => reader.ReadDataValue()),
        BuiltInType.Variant => reader.ReadArray(1, static (ref reader) => reader.ReadVariant()),
        BuiltInType.DiagnosticInfo => reader.ReadArray(1, static (ref reader) => reader.ReadDiagnosticInfo()),
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
