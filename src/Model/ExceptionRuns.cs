namespace IndustrialGateway.Model;

/// <summary>What is unusual about rows, gathered into runs of alike neighbours (values.proto, RowException).</summary>
internal sealed class ExceptionRuns
{
    private const byte RowExceptionTag = (12 << 3) | 2;

    private readonly WireColumn _output = new();
    private int _first;
    private int _count;
    private uint _status;
    private Value? _value;
    private long? _sourceTicks;

    /// <summary>The finished runs; complete after <see cref="Flush"/>.</summary>
    public WireColumn Output => _output;

    public void Clear()
    {
        _output.Clear();
        _count = 0;
    }

    /// <summary>Rows come in ascending order; a null value or time means that the row's columns have it.</summary>
    public void Add(int row, uint status, Value? value, long? sourceTicks)
    {
        if (_count > 0 && _first + _count == row && _status == status && _sourceTicks == sourceTicks &&
            _value.HasValue == value.HasValue && _value.GetValueOrDefault().Equals(value.GetValueOrDefault()))
        {
            _count++;
            return;
        }

        Flush();
        (_first, _count, _status, _value, _sourceTicks) = (row, 1, status, value, sourceTicks);
    }

    public void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        var start = _output.Begin(RowExceptionTag);
        Unsigned(1 << 3, (uint)_first);
        Unsigned(2 << 3, _count == 1 ? 0 : (uint)_count);
        Unsigned(3 << 3, _status);
        if (_value is { } value)
        {
            var content = _output.Begin((4 << 3) | 2);
            PointValueWriter.Write(_output, value);
            _output.End(content);
        }

        if (_sourceTicks is { } ticks)
        {
            _output.Tag(5 << 3);
            _output.Signed(ticks);
        }

        _output.End(start);
        _count = 0;
        _value = null;
    }

    private void Unsigned(byte tag, uint value)
    {
        if (value != 0)
        {
            _output.Tag(tag);
            _output.Varint(value);
        }
    }
}
