namespace IndustrialGateway.Model;

/// <summary>The exceptions of a batch, followed row by row; they must be ascending and must not overlap.</summary>
internal ref struct ExceptionReader
{
    private const uint ExceptionTag = (12 << 3) | 2;

    private readonly int _rowCount;
    private WireReader _exceptions;
    private long _end;
    private bool _pending;
    private uint _pendingFirst;
    private uint _pendingCount;
    private uint _pendingStatus;
    private long? _pendingTicks;
    private bool _pendingHasValue;
    private ReadOnlySpan<byte> _pendingValue;

    public ExceptionReader(ReadOnlySpan<byte> exceptions, int rowCount)
    {
        _rowCount = rowCount;
        _exceptions = new WireReader(exceptions);
    }

    public uint Status { get; private set; }

    public bool HasValue { get; private set; }

    public Value Value { get; private set; }

    public long? SourceTicks { get; private set; }

    public readonly bool AtEnd => _exceptions.AtEnd && !_exceptions.Failed && !_pending;

    /// <summary>Makes the properties those of this row; false when the exceptions are wrong.</summary>
    public bool TryMoveTo(int row, MemoryBudget budget)
    {
        if (row < _end)
        {
            return true;
        }

        if (_end != 0)
        {
            (_end, Status, HasValue, Value, SourceTicks) = (0, 0, false, default, null);
        }

        if (!_pending)
        {
            if (_exceptions.AtEnd)
            {
                return !_exceptions.Failed;
            }

            if (!TryReadNext())
            {
                return false;
            }
        }

        return _pendingFirst > row || (_pendingFirst == row && TryActivate(budget));
    }

    private bool TryActivate(MemoryBudget budget)
    {
        var value = default(Value);
        if (_pendingHasValue && !PointValueReader.TryRead(_pendingValue, budget, out value))
        {
            return false;
        }

        _pending = false;
        _end = (long)_pendingFirst + _pendingCount;
        (Status, HasValue, Value, SourceTicks) = (_pendingStatus, _pendingHasValue, value, _pendingTicks);
        return _end <= _rowCount;
    }

    private bool TryReadNext()
    {
        var tag = _exceptions.Tag();
        var reader = new WireReader(_exceptions.Bytes());
        (_pendingFirst, _pendingCount, _pendingStatus, _pendingTicks, _pendingHasValue) = (0, 0, 0, null, false);
        while (!reader.AtEnd)
        {
            var field = reader.Tag();
            switch (field)
            {
                case 1 << 3:
                    _pendingFirst = reader.Varint32();
                    break;
                case 2 << 3:
                    _pendingCount = reader.Varint32();
                    break;
                case 3 << 3:
                    _pendingStatus = reader.Varint32();
                    break;
                case (4 << 3) | 2:
                    _pendingHasValue = true;
                    _pendingValue = reader.Bytes();
                    break;
                case 5 << 3:
                    _pendingTicks = reader.Signed();
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        _pendingCount = Math.Max(1, _pendingCount);
        _pending = true;
        return tag == ExceptionTag && !reader.Failed && !_exceptions.Failed;
    }
}
