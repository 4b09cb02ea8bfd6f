using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace IndustrialGateway.Model;

/// <summary>Reads the fields of a PointValue message into a value; what contradicts itself is refused.</summary>
internal static class PointValueReader
{
    private const int ObjectBytes = 24;

    /// <summary>False for bytes that are no value, or that would exceed the budget.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, MemoryBudget budget, out Value value) =>
        TryRead(bytes, budget, 0, out value);

    /// <summary>A string of checked UTF-8; null when it is none or exceeds the budget.</summary>
    public static string? ReadText(ReadOnlySpan<byte> bytes, MemoryBudget budget)
    {
        if (bytes.IsEmpty)
        {
            return string.Empty;
        }

        return Utf8.IsValid(bytes) && budget.TryTake(ObjectBytes + (2L * bytes.Length))
            ? Encoding.UTF8.GetString(bytes)
            : null;
    }

    /// <summary>A copy of the bytes; null when it exceeds the budget.</summary>
    public static byte[]? ReadBytes(ReadOnlySpan<byte> bytes, MemoryBudget budget) =>
        bytes.IsEmpty ? [] : budget.TryTake(ObjectBytes + bytes.Length) ? bytes.ToArray() : null;

    /// <summary>A Timestamp message.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> bytes, out long ticks)
    {
        var reader = new WireReader(bytes);
        var (seconds, nanoseconds) = (0L, 0L);
        while (!reader.AtEnd)
        {
            var tag = reader.Tag();
            switch (tag)
            {
                case 1 << 3:
                    seconds = (long)reader.Varint();
                    break;
                case 2 << 3:
                    nanoseconds = (long)reader.Varint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        ticks = 0;
        return !reader.Failed && nanoseconds is >= 0 and < 1_000_000_000 &&
            UaTime.TryFromTimestamp(seconds, (int)nanoseconds, out ticks);
    }

    /// <summary>False when the integer is outside the type's range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InRange(DataType type, long integer) => type switch
    {
        DataType.Int64 or DataType.DateTime => true,
        DataType.Int32 => integer == (int)integer,
        DataType.Int16 => integer == (short)integer,
        DataType.SByte => integer == (sbyte)integer,
        DataType.Byte => integer == (byte)integer,
        DataType.UInt16 => integer == (ushort)integer,
        DataType.UInt32 or DataType.StatusCode => integer == (uint)integer,
        _ => false,
    };

    private static bool TryRead(ReadOnlySpan<byte> bytes, MemoryBudget budget, int depth, out Value value)
    {
        var reader = new WireReader(bytes);
        uint kind = 0;
        ulong number = 0;
        ReadOnlySpan<byte> content = default;
        ulong type = 0;
        while (!reader.AtEnd)
        {
            var tag = reader.Tag();
            switch (tag)
            {
                case (1 << 3) or (2 << 3) or (3 << 3):
                    (kind, number) = (tag >> 3, reader.Varint());
                    break;
                case (4 << 3) | 5:
                    (kind, number) = (4, reader.Fixed32());
                    break;
                case (5 << 3) | 1:
                    (kind, number) = (5, reader.Fixed64());
                    break;
                case >= ((6 << 3) | 2) and <= ((10 << 3) | 2) when (tag & 7) == 2:
                    kind = tag >> 3;
                    content = reader.Bytes();
                    break;
                case 11 << 3:
                    type = reader.Varint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        value = default;
        return !reader.Failed && type <= (ulong)DataType.DiagnosticInfo &&
            TryMake(kind, (DataType)type, number, content, budget, depth, out value);
    }

    private static bool TryMake(
        uint kind, DataType type, ulong number, ReadOnlySpan<byte> content, MemoryBudget budget, int depth, out Value value)
    {
        var natural = ValueKinds.OfScalar(type);
        var integer = (long)(number >> 1) ^ -(long)(number & 1);
        value = default;
        switch (kind)
        {
            case 0:
                value = Value.NullOf(type);
                return true;
            case 1 when natural == ValueKind.Boolean && number <= 1:
                value = Value.OfBits(type, (long)number);
                return true;
            case 2 when natural == ValueKind.Integer && InRange(type, integer):
                value = Value.OfBits(type, integer);
                return true;
            case 3 when natural == ValueKind.Unsigned:
            case 4 when natural == ValueKind.Float:
            case 5 when natural == ValueKind.Double:
                value = Value.OfBits(type, (long)number);
                return true;
            case 6 when natural == ValueKind.Text && ReadText(content, budget) is { } text:
                value = Value.Of(type, text);
                return true;
            case 7 when type == DataType.Guid && content.Length == 16 && budget.TryTake(ObjectBytes + 16):
                value = Value.Of(new Guid(content, bigEndian: true));
                return true;
            case 7 when type is not (DataType.Null or DataType.Guid) && natural >= ValueKind.Bytes &&
                ReadBytes(content, budget) is { } bytes:
                value = Value.Of(type, bytes);
                return true;
            case 8 when type == DataType.DateTime && TryReadTime(content, out var ticks):
                value = Value.OfDateTime(ticks);
                return true;
            case 9 when depth < Nesting.Max:
                return ArrayReader.TryRead(content, type, budget, depth + 1, out value);
            case 10 when depth < Nesting.Max && type != DataType.Null && natural == ValueKind.Composite:
                return StructureReader.TryRead(content, type, budget, depth + 1, out value);
            default:
                return false;
        }
    }

    /// <summary>Counts the length-delimited entries of one field, so that room for them can be checked before it is made.</summary>
    private static int CountOf(ReadOnlySpan<byte> bytes, uint wanted)
    {
        var reader = new WireReader(bytes);
        var count = 0;
        while (!reader.AtEnd)
        {
            var tag = reader.Tag();
            reader.Skip(tag);
            count += tag == wanted ? 1 : 0;
        }

        return reader.Failed ? -1 : count;
    }

    /// <summary>ValueArray.</summary>
    private static class ArrayReader
    {
        private const uint ItemTag = (1 << 3) | 2;
        private const uint DimensionsTag = (2 << 3) | 2;
        private const int MaxDimensions = 32;

        public static bool TryRead(
            ReadOnlySpan<byte> bytes, DataType type, MemoryBudget budget, int depth, out Value value)
        {
            value = default;
            var count = CountOf(bytes, ItemTag);
            if (count < 0 || !budget.TryTake((3L * ObjectBytes) + ((long)count * Unsafe.SizeOf<Value>())))
            {
                return false;
            }

            var items = new Value[count];
            int[] dimensions = [];
            var reader = new WireReader(bytes);
            for (var index = 0; !reader.AtEnd;)
            {
                var tag = reader.Tag();
                if (tag == ItemTag)
                {
                    if (!PointValueReader.TryRead(reader.Bytes(), budget, depth, out items[index++]))
                    {
                        return false;
                    }
                }
                else if (tag == DimensionsTag && dimensions.Length == 0)
                {
                    dimensions = Dimensions(reader.Bytes());
                }
                else
                {
                    reader.Skip(tag);
                }
            }

            if (reader.Failed || (dimensions.Length > 0 && !ArrayValue.Fits(dimensions, count)))
            {
                return false;
            }

            value = Value.OfArray(new ArrayValue(type, items, dimensions));
            return true;
        }

        /// <summary>Wrong dimensions give one that fits nothing.</summary>
        private static int[] Dimensions(ReadOnlySpan<byte> bytes)
        {
            Span<int> lengths = stackalloc int[MaxDimensions];
            var reader = new WireReader(bytes);
            var count = 0;
            while (!reader.AtEnd && count < MaxDimensions)
            {
                lengths[count++] = (int)Math.Min(reader.Varint(), int.MaxValue);
            }

            return reader.Failed || !reader.AtEnd ? [-1] : lengths[..count].ToArray();
        }
    }

    /// <summary>ValueStructure.</summary>
    private static class StructureReader
    {
        private const uint TypeNameTag = (1 << 3) | 2;
        private const uint FieldTag = (2 << 3) | 2;

        public static bool TryRead(
            ReadOnlySpan<byte> bytes, DataType type, MemoryBudget budget, int depth, out Value value)
        {
            value = default;
            var count = CountOf(bytes, FieldTag);
            if (count < 0 || !budget.TryTake((3L * ObjectBytes) + ((long)count * Unsafe.SizeOf<(string, Value)>())))
            {
                return false;
            }

            var fields = new (string Name, Value Value)[count];
            var typeName = "";
            var reader = new WireReader(bytes);
            for (var index = 0; !reader.AtEnd;)
            {
                var tag = reader.Tag();
                if (tag == FieldTag)
                {
                    if (!TryReadField(reader.Bytes(), budget, depth, out fields[index++]))
                    {
                        return false;
                    }
                }
                else if (tag == TypeNameTag)
                {
                    if (ReadText(reader.Bytes(), budget) is not { } name)
                    {
                        return false;
                    }

                    typeName = name;
                }
                else
                {
                    reader.Skip(tag);
                }
            }

            if (reader.Failed)
            {
                return false;
            }

            value = Value.OfStructure(new StructureValue(typeName, fields), type);
            return true;
        }

        private static bool TryReadField(
            ReadOnlySpan<byte> bytes, MemoryBudget budget, int depth, out (string Name, Value Value) field)
        {
            field = ("", default);
            var reader = new WireReader(bytes);
            while (!reader.AtEnd)
            {
                var tag = reader.Tag();
                switch (tag)
                {
                    case (1 << 3) | 2 when ReadText(reader.Bytes(), budget) is { } name:
                        field.Name = name;
                        break;
                    case (2 << 3) | 2 when PointValueReader.TryRead(reader.Bytes(), budget, depth, out var value):
                        field.Value = value;
                        break;
                    case ((1 << 3) | 2) or ((2 << 3) | 2):
                        return false;
                    default:
                        reader.Skip(tag);
                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
