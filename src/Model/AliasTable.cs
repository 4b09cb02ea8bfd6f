using System.Buffers;
using System.Buffers.Binary;

namespace IndustrialGateway.Model;

/// <summary>
/// The durable form of declarations: entries of [length u32][CRC-32C u32][PointDeclaration message], little-endian, in order of
/// alias, so that a torn end shows and is cut off.
/// </summary>
internal static class AliasTable
{
    private const int HeaderBytes = 2 * sizeof(uint);

    public static void Write(DeclaredPoint declared, IBufferWriter<byte> output)
    {
        var column = new WireColumn();
        WriteMessage(column, declared);
        var span = output.GetSpan(HeaderBytes + column.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)column.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(span[sizeof(uint)..], Checksum.Of(column.Written));
        column.Written.CopyTo(span[HeaderBytes..]);
        output.Advance(HeaderBytes + column.Length);
    }

    /// <summary>Takes the next whole entry off; false at the end, at a torn entry and at one that is not the expected alias.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> table, uint expectedAlias, out DeclaredPoint declared)
    {
        declared = null!; // Only read when the answer is true.
        if (table.Length < HeaderBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(table);
        var content = table[HeaderBytes..];
        if (length > (uint)content.Length)
        {
            return false;
        }

        content = content[..(int)length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(table[sizeof(uint)..]) != Checksum.Of(content) ||
            ReadMessage(content) is not { } read || read.Shape.Alias != expectedAlias || !read.Shape.IsConsistent)
        {
            return false;
        }

        declared = read;
        table = table[(HeaderBytes + (int)length)..];
        return true;
    }

    private static void WriteMessage(WireColumn output, DeclaredPoint declared)
    {
        var (shape, description) = declared;
        Unsigned(output, 1, shape.Alias);
        Text(output, 2, description.Path);
        Unsigned(output, 3, (uint)shape.Kind);
        Unsigned(output, 4, shape.DecimalPlaces);
        Unsigned(output, 5, (uint)shape.DataType);
        Unsigned(output, 6, WireColumn.ZigZag(shape.ValueRank));
        Text(output, 7, description.Unit);
        Text(output, 8, description.SourceAddress);
        Text(output, 9, description.DisplayName);
        Text(output, 10, description.Equipment);
        Text(output, EnumTextsField, description.EnumTexts.ToString());
        Unsigned(output, SourceTypeField, (uint)description.DataType);
        Unsigned(output, SourceRankField, WireColumn.ZigZag(description.ValueRank));
        Unsigned(output, ClassField, (uint)description.Class);
    }

    /// <summary>As lines of text; on the wire they are messages of their own.</summary>
    private const int EnumTextsField = 13;

    /// <summary>What the source said of type and rank: kept here only, so that a restart with the same description needs no new alias.</summary>
    private const int SourceTypeField = 14;
    private const int SourceRankField = 15;
    private const int ClassField = 16;

    private static DeclaredPoint? ReadMessage(ReadOnlySpan<byte> content)
    {
        var budget = new MemoryBudget();
        budget.Start(content.Length, rowBytes: 0);
        var reader = new WireReader(content);
        var numbers = new ulong[ClassField + 1];
        var texts = new string[ClassField + 1];
        Array.Fill(texts, "");
        while (!reader.AtEnd)
        {
            var tag = reader.Tag();
            var field = tag >> 3;
            if (field <= ClassField && (tag & 7) == 0)
            {
                numbers[field] = reader.Varint();
            }
            else if (field <= ClassField && (tag & 7) == 2)
            {
                texts[field] = PointValueReader.ReadText(reader.Bytes(), budget) ?? "";
            }
            else
            {
                reader.Skip(tag);
            }
        }

        var known = numbers[1] <= uint.MaxValue && numbers[3] <= (ulong)ValueKind.Composite &&
            numbers[4] <= byte.MaxValue && numbers[5] <= (ulong)DataType.DiagnosticInfo &&
            numbers[ClassField] <= (ulong)DataClass.Diagnostic;
        return reader.Failed || !known ? null : new DeclaredPoint(
            new PointShape((uint)numbers[1], (ValueKind)numbers[3], (byte)numbers[4], (DataType)numbers[5], Rank(numbers[6])),
            new PointDescription
            {
                Path = texts[2],
                Unit = texts[7],
                SourceAddress = texts[8],
                DisplayName = texts[9],
                Equipment = texts[10],
                DataType = (DataType)numbers[SourceTypeField],
                ValueRank = Rank(numbers[SourceRankField]),
                EnumTexts = EnumTexts.Parse(texts[EnumTextsField]),
                Class = (DataClass)numbers[ClassField],
            });
    }

    private static int Rank(ulong zigZag) => (int)((long)(zigZag >> 1) ^ -(long)(zigZag & 1));

    private static void Unsigned(WireColumn output, int field, ulong value)
    {
        if (value != 0)
        {
            output.Varint((ulong)field << 3);
            output.Varint(value);
        }
    }

    private static void Text(WireColumn output, int field, string value)
    {
        if (value.Length > 0)
        {
            output.TextField((byte)((field << 3) | 2), value);
        }
    }
}
