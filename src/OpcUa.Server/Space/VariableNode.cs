using IndustrialGateway.OpcUa.Server.History;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>A variable: it has a value, and tells every monitored item of each new one.</summary>
/// <remarks>For any number of threads; of two values set at once either may be the last, but every one is told.</remarks>
public sealed class VariableNode : Node, IValueSource
{
    private readonly Lock _gate = new();
    private volatile DataItem[] _items = [];
    private DataValue _value;
    private volatile Func<DataValue>? _read;

    internal VariableNode(
        NodeId id, QualifiedName browseName, LocalizedText displayName, NodeId typeDefinition, NodeId dataType, int valueRank)
        : base(id, browseName, displayName)
    {
        TypeDefinition = typeDefinition;
        DataType = dataType;
        ValueRank = valueRank;
    }

    public override int NodeClass => 2;

    public NodeId TypeDefinition { get; }

    public NodeId DataType { get; }

    /// <summary>-1 scalar, 1 array, more for a matrix (OPC 10000-3 §5.6.2).</summary>
    public int ValueRank { get; }

    /// <summary>What clients may do with the value; they can read it unless the owner says otherwise.</summary>
    public AccessLevels AccessLevel { get; set; } = AccessLevels.Read;

    /// <summary>What its values lie between, told by its property EURange; a percent deadband is a share of it (Part 8 §5.6.2).</summary>
    public ValueRange? Range { get; internal set; }

    /// <summary>Milliseconds; 0 = changes are told as they come.</summary>
    public double MinimumSamplingInterval { get; init; }

    /// <summary>
    /// What the owner says to a value that a client writes: Good takes it over, anything else is the client's answer and changes nothing.
    /// Called on the client's thread; must be quick. Null takes everything over that <see cref="AccessLevel"/> allows.
    /// </summary>
    public Func<VariableWrite, StatusCode>? OnWrite { get; set; }

    /// <summary>Its last values; null when none are kept.</summary>
    internal ValueHistory? History { get; private set; }

    /// <summary>Whether at least one monitored item hears of every new value.</summary>
    public bool IsMonitored => _items.Length > 0;

    /// <summary>The value now.</summary>
    public DataValue Value
    {
        get
        {
            if (_read is { } read)
            {
                return read();
            }

            lock (_gate)
            {
                return _value;
            }
        }
    }

    /// <summary>Gives the variable a value and tells every monitored item of it, in the order of the calls.</summary>
    /// <remarks>Of a node that has been taken out of its address space nothing is told any longer.</remarks>
    public void Set(in DataValue value)
    {
        lock (_gate)
        {
            if (IsRemoved)
            {
                return;
            }

            _value = value;
            History?.Add(value);
            foreach (var item in _items)
            {
                item.Offer(value);
            }
        }
    }

    /// <summary>A client writes: the owner has the say.</summary>
    internal StatusCode Write(in VariableWrite write)
    {
        var answer = OnWrite?.Invoke(write) ?? StatusCode.Good;
        if (answer.IsGood)
        {
            Set(write.Value);
        }

        return answer;
    }

    /// <summary>From now on the last values are kept, beginning with the one that is there, and clients can read them as history.</summary>
    /// <param name="capacity">How many; they take their memory at once, some 80 bytes each.</param>
    public void KeepHistory(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        lock (_gate)
        {
            History = new ValueHistory(capacity);
            History.Add(_value);
            AccessLevel |= AccessLevels.HistoryRead;
        }
    }

    /// <summary>The value is computed whenever it is read, e.g. the current time.</summary>
    internal void ComputeBy(Func<DataValue> read) => _read = read;

    internal override void End()
    {
        base.End();
        lock (_gate)
        {
            (_value, _read, History) = (Gone, null, null);
            foreach (var item in _items)
            {
                item.Offer(Gone);
            }

            _items = [];
        }
    }

    void IValueSource.Attach(DataItem item)
    {
        lock (_gate)
        {
            if (!IsRemoved)
            {
                _items = [.. _items, item];
            }

            item.Offer(IsRemoved ? Gone : _read is { } read ? read() : _value);
        }
    }

    void IValueSource.Detach(DataItem item)
    {
        lock (_gate)
        {
            _items = [.. _items.Where(other => other != item)];
        }
    }

    void IValueSource.Refresh(DataItem item)
    {
        lock (_gate)
        {
            item.Offer(IsRemoved ? Gone : _read is { } read ? read() : _value);
        }
    }
}
