using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>The values of one item that wait for the next publish; a full one loses a value and marks that it did (Part 4 §5.13.1.5).</summary>
/// <remarks>Not for two threads at once: its subscription holds the lock.</remarks>
internal sealed class ItemQueue(int capacity, bool discardOldest)
{
    /// <summary>InfoType DataValue and Overflow (Part 4 §7.39.1).</summary>
    private const uint OverflowBits = 0x0480;

    private const int FirstSlots = 4;

    private DataValue[] _values = new DataValue[Math.Min(capacity, FirstSlots)];
    private int _head;

    public int Capacity => capacity;

    public int Count { get; private set; }

    public void Add(in DataValue value)
    {
        if (Count == capacity)
        {
            Overflow(value);
            return;
        }

        if (Count == _values.Length)
        {
            Grow();
        }

        _values[(_head + Count) % _values.Length] = value;
        Count++;
    }

    /// <summary>The oldest value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public DataValue Take()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("The item's queue is empty.");
        }

        var value = _values[_head];
        _values[_head] = default;
        _head = (_head + 1) % _values.Length;
        Count--;
        return value;
    }

    public void Clear()
    {
        Array.Clear(_values);
        _head = 0;
        Count = 0;
    }

    /// <summary>
    /// Discarding the oldest marks the next one, discarding the newest replaces and marks the last one; a queue of one
    /// is never marked.
    /// </summary>
    private void Overflow(in DataValue value)
    {
        if (discardOldest)
        {
            Take();
            Add(value);
            if (capacity > 1)
            {
                _values[_head] = Marked(_values[_head]);
            }
        }
        else
        {
            var last = (_head + Count - 1) % _values.Length;
            _values[last] = capacity > 1 ? Marked(value) : value;
        }
    }

    private void Grow()
    {
        var larger = new DataValue[Math.Min(capacity, _values.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _values[(_head + i) % _values.Length];
        }

        _values = larger;
        _head = 0;
    }

    private static DataValue Marked(DataValue value) => value with { Status = new StatusCode(value.Status.Value | OverflowBits) };
}
