namespace IndustrialGateway.Model;

/// <summary>Source times of a batch, row by row, in ticks.</summary>
internal ref struct TimeColumn
{
    private const long DefaultUnitTicks = 10_000;
    private const long SpanTicks = UaTime.MaxNanosecondTicks - UaTime.MinNanosecondTicks;

    private readonly bool _valid;
    private readonly bool _allAtBase;
    private readonly long _unitTicks;
    private readonly long _maxDelta;
    private WireReader _deltas;
    private long _ticks;

    public TimeColumn(scoped in BatchFields fields)
    {
        _deltas = new WireReader(fields.TimeDeltas);
        _allAtBase = fields.TimeDeltas.IsEmpty;
        _unitTicks = fields.Unit == 0 ? DefaultUnitTicks : fields.Unit / 100;
        _valid = fields.Unit % 100 == 0 && fields.BaseTime % 100 == 0;
        _maxDelta = SpanTicks / Math.Max(1, _unitTicks);
        _ticks = UaTime.FromUnixNanoseconds(fields.BaseTime);
    }

    public readonly bool AtEnd => _deltas.AtEnd && !_deltas.Failed;

    /// <summary>False for a time that is missing, no multiple of 100 ns or out of range.</summary>
    public bool TryNext(out long ticks)
    {
        ticks = _ticks;
        if (_allAtBase)
        {
            return _valid;
        }

        if (_deltas.AtEnd)
        {
            return false;
        }

        var delta = _deltas.Signed();
        if (_deltas.Failed || !_valid || delta < -_maxDelta || delta > _maxDelta)
        {
            return false;
        }

        _ticks += delta * _unitTicks;
        ticks = _ticks;
        return UaTime.FitsUnixNanoseconds(ticks);
    }
}

/// <summary>When the rows of a batch were received, row by row, in ticks.</summary>
internal ref struct ReceivedColumn
{
    private const uint RunTag = (14 << 3) | 2;

    private readonly long _base;
    private WireReader _runs;
    private long _ticks;
    private long _nextRow = -1;
    private long _nextTicks;
    private bool _valid = true;

    public ReceivedColumn(scoped in BatchFields fields)
    {
        _base = fields.ReceivedTime;
        _runs = new WireReader(fields.ReceivedRuns);
        _ticks = UaTime.FromUnixNanoseconds(_base);
        Advance(-1);
    }

    /// <summary>True when every run has begun.</summary>
    public readonly bool AtEnd => _valid && _nextRow < 0;

    public bool TryNext(int row, out long ticks)
    {
        if (row == _nextRow)
        {
            _ticks = _nextTicks;
            Advance(row);
        }

        ticks = _ticks;
        return _valid;
    }

    private void Advance(long after)
    {
        _nextRow = -1;
        if (_runs.AtEnd)
        {
            return;
        }

        var tag = _runs.Tag();
        var run = new WireReader(_runs.Bytes());
        var (first, delta) = (0L, 0L);
        while (!run.AtEnd)
        {
            var field = run.Tag();
            switch (field)
            {
                case 1 << 3:
                    first = run.Varint32();
                    break;
                case 2 << 3:
                    delta = run.Signed();
                    break;
                default:
                    run.Skip(field);
                    break;
            }
        }

        var received = (Int128)_base + delta;
        _valid &= tag == RunTag && !run.Failed && !_runs.Failed && first > after && received == (long)received;
        _nextRow = first;
        _nextTicks = UaTime.FromUnixNanoseconds(unchecked((long)received));
    }
}
