using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Buffers;

/// <summary>A value in a log, and which point's it is.</summary>
internal readonly record struct BufferedRow(string Log, long Sequence, string Path, DecodedRow Row);

/// <summary>The values of one log.</summary>
internal sealed class BufferedRows(BufferFolder buffer, string log)
{
    private readonly RecordDecoder _decoder = new();
    private PointRegistry _points = buffer.ReadPoints();

    /// <summary>In the order of the log; a record that cannot be read is left out and told of.</summary>
    public IEnumerable<BufferedRow> Read(bool acknowledgedToo)
    {
        using var view = buffer.Open(log);
        foreach (var entry in view.Read(acknowledgedToo))
        {
            if (!TryDecode(entry.Record.Span, out var fault))
            {
                Console.Error.WriteLine($"igw: record {entry.Sequence} of the {log} log cannot be read: {fault}");
                continue;
            }

            if (_decoder.Gap is not null)
            {
                continue;
            }

            foreach (var row in _decoder.Rows.ToArray())
            {
                yield return new BufferedRow(log, entry.Sequence, _points.Declaration(row.Alias)?.Description.Path ?? $"alias {row.Alias}", row);
            }
        }
    }

    private bool TryDecode(ReadOnlySpan<byte> record, out RecordFault fault)
    {
        if (_decoder.TryDecode(record, _points, out fault))
        {
            return true;
        }

        if (fault.Kind != RecordFaultKind.UnknownAlias)
        {
            return false;
        }

        // A running gateway has found new points meanwhile.
        _points = buffer.ReadPoints();
        return _decoder.TryDecode(record, _points, out fault);
    }
}
