using System.Buffers;

namespace IndustrialGateway.Model;

/// <summary>A value of any type as the bytes of a PointValue message (values.proto); the same value always gives the same bytes.</summary>
public static class PointValueCodec
{
    [ThreadStatic]
    private static WireColumn? _column;

    public static void Encode(in Value value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var column = _column ??= new WireColumn();
        column.Clear();
        PointValueWriter.Write(column, value);
        output.Write(column.Written);
        column.Trim(64 * 1024);
    }

    /// <summary>False for bytes that are no value, or whose value would take far more memory than they do.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Value value)
    {
        var budget = new MemoryBudget();
        budget.Start(bytes.Length, rowBytes: 0);
        return PointValueReader.TryRead(bytes, budget, out value);
    }
}
