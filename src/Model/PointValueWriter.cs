namespace IndustrialGateway.Model;

/// <summary>Writes a value as the fields of a PointValue message, byte for byte as the generated code does.</summary>
internal static class PointValueWriter
{
    public static void Write(WireColumn output, in Value value)
    {
        WriteKind(output, value);
        if (value.DataType != DataType.Null)
        {
            output.Tag(11 << 3);
            output.Varint((ulong)value.DataType);
        }
    }

    /// <summary>Not less than the bytes that <see cref="Write"/> makes.</summary>
    public static long SizeLimit(in Value value)
    {
        const int frame = 32;
        var size = (long)frame;
        switch (value.Reference)
        {
            case string text:
                size += 3L * text.Length;
                break;
            case byte[] bytes:
                size += bytes.Length;
                break;
            case ArrayValue array:
                size += 5L * array.Dimensions.Length;
                foreach (var item in array.Items)
                {
                    size += SizeLimit(item);
                }

                break;
            case StructureValue structure:
                size += 3L * structure.TypeName.Length;
                foreach (var (name, field) in structure.Fields)
                {
                    size += (3L * name.Length) + frame + SizeLimit(field);
                }

                break;
            default:
                break;
        }

        return size;
    }

    private static void WriteKind(WireColumn output, in Value value)
    {
        switch (value.Reference)
        {
            case string text:
                output.TextField((6 << 3) | 2, text);
                break;
            case byte[] bytes:
                output.BytesField((7 << 3) | 2, bytes);
                break;
            case Guid guid:
                WriteGuid(output, (7 << 3) | 2, guid);
                break;
            case ArrayValue array:
                WriteArray(output, array);
                break;
            case StructureValue structure:
                WriteStructure(output, structure);
                break;
            case null:
                WriteNumber(output, value);
                break;
            default: // nothing: a type without a value
                break;
        }
    }

    public static void WriteGuid(WireColumn output, byte tag, Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        output.BytesField(tag, bytes);
    }

    private static void WriteNumber(WireColumn output, in Value value)
    {
        switch (ValueKinds.OfScalar(value.DataType))
        {
            case ValueKind.Boolean:
                output.Tag(1 << 3);
                output.Varint(value.Bits == 0 ? 0u : 1u);
                break;
            case ValueKind.Integer when value.DataType == DataType.DateTime:
                WriteTime(output, (8 << 3) | 2, value.Bits);
                break;
            case ValueKind.Integer:
                output.Tag(2 << 3);
                output.Signed(value.Bits);
                break;
            case ValueKind.Unsigned:
                output.Tag(3 << 3);
                output.Varint((ulong)value.Bits);
                break;
            case ValueKind.Float:
                output.Tag((4 << 3) | 5);
                output.Fixed32((uint)value.Bits);
                break;
            case ValueKind.Double:
                output.Tag((5 << 3) | 1);
                output.Fixed64((ulong)value.Bits);
                break;
            default:
                break;
        }
    }

    /// <summary>A Timestamp message field.</summary>
    public static void WriteTime(WireColumn output, byte tag, long ticks)
    {
        var (seconds, nanoseconds) = UaTime.ToTimestamp(ticks);
        var start = output.Begin(tag);
        if (seconds != 0)
        {
            output.Tag(1 << 3);
            output.Varint((ulong)seconds);
        }

        if (nanoseconds != 0)
        {
            output.Tag(2 << 3);
            output.Varint((ulong)nanoseconds);
        }

        output.End(start);
    }

    private static void WriteArray(WireColumn output, ArrayValue array)
    {
        var start = output.Begin((9 << 3) | 2);
        foreach (var item in array.Items)
        {
            var itemStart = output.Begin((1 << 3) | 2);
            Write(output, item);
            output.End(itemStart);
        }

        if (!array.Dimensions.IsEmpty)
        {
            var dimensions = output.Begin((2 << 3) | 2);
            foreach (var length in array.Dimensions)
            {
                output.Varint((uint)length);
            }

            output.End(dimensions);
        }

        output.End(start);
    }

    private static void WriteStructure(WireColumn output, StructureValue structure)
    {
        var start = output.Begin((10 << 3) | 2);
        if (structure.TypeName.Length > 0)
        {
            output.TextField((1 << 3) | 2, structure.TypeName);
        }

        foreach (var (name, value) in structure.Fields)
        {
            var field = output.Begin((2 << 3) | 2);
            if (name.Length > 0)
            {
                output.TextField((1 << 3) | 2, name);
            }

            var content = output.Begin((2 << 3) | 2);
            Write(output, value);
            output.End(content);
            output.End(field);
        }

        output.End(start);
    }
}
