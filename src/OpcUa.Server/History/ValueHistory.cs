using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.History;

/// <summary>The last values of one variable by their source times; the oldest make room for new ones.</summary>
/// <remarks>For any number of threads. A value that is not later than the one before it is kept beside it, in the order of its coming.</remarks>
internal sealed class ValueHistory(int capacity)
{
    private readonly Lock _gate = new();
    private readonly DataValue[] _values = new DataValue[capacity];
    private int _first;
    private int _count;

    public void Add(in DataValue value)
    {
        lock (_gate)
        {
            var at = _count;
            _values[(_first + at) % capacity] = value;
            if (_count < capacity)
            {
                _count++;
            }
            else
            {
                _first = (_first + 1) % capacity;
                at--;
            }

            // Late values go where their time belongs.
            for (; at > 0 && Time(at - 1) > Time(at); at--)
            {
                (_values[(_first + at) % capacity], _values[(_first + at - 1) % capacity]) = (_values[(_first + at - 1) % capacity], _values[(_first + at) % capacity]);
            }
        }
    }

    /// <summary>All values in the order of their times.</summary>
    public DataValue[] Snapshot()
    {
        lock (_gate)
        {
            var copy = new DataValue[_count];
            for (var i = 0; i < _count; i++)
            {
                copy[i] = _values[(_first + i) % capacity];
            }

            return copy;
        }
    }

    private long Time(int index) => _values[(_first + index) % capacity].SourceTimestamp.Ticks;
}
