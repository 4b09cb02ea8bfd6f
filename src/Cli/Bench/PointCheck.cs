using IndustrialGateway.Model;
using IndustrialGateway.Simulator.Load;

namespace IndustrialGateway.Cli.Bench;

/// <summary>Compares one point's history, value by value in its order, with what was offered.</summary>
internal sealed class PointCheck(LoadOracle oracle, int machine, int point, long perPoint)
{
    /// <summary>The machine's word that values before this one were more than its queue could hold (Part 4 §7.39.1): the value itself is as it was.</summary>
    private const uint Overflow = 0x0480;

    private readonly byte[] _seen = new byte[perPoint];
    private long _newest = -1;
    private long _duplicated;
    private long _altered;
    private long _disordered;
    private string _first = "";

    public void Add(Value value, uint status, long sourceTicks)
    {
        if (IndexOf(value) is not { } index
            || index < 0 || index >= perPoint
            || (status != Quality.Good && status != Overflow)
            || sourceTicks != oracle.SourceTicks(machine, index))
        {
            _altered++;
            Note($"{value} ({value.DataType}, status 0x{status:X8}) at {UaTime.ToDateTimeOffset(sourceTicks):O} was never offered");
            return;
        }

        if (_seen[index] > 0)
        {
            _duplicated++;
            Note($"value {index} is there twice");
            return;
        }

        _seen[index] = 1;
        if (index < _newest)
        {
            _disordered++;
            Note($"value {index} comes after value {_newest}");
        }

        _newest = Math.Max(_newest, index);
    }

    /// <summary>The verdict, once everything was added.</summary>
    public CheckResult End(string name)
    {
        var missing = _seen.LongCount(seen => seen == 0);
        if (missing > 0)
        {
            Note($"value {Array.IndexOf(_seen, (byte)0)} is missing, and {missing - 1} more");
        }

        var first = _first.Length > 0 ? $"{name}: {_first}" : "";
        return new CheckResult(perPoint - missing, missing, _duplicated, _altered, _disordered, first);
    }

    private long? IndexOf(Value value) => (value.DataType, LoadOracle.IsInteger(point)) switch
    {
        (DataType.Int64, true) => oracle.IndexOf(point, value.Bits),
        (DataType.Double, false) => oracle.IndexOf(point, value.AsDouble()),
        _ => null,
    };

    private void Note(string what)
    {
        if (_first.Length == 0)
        {
            _first = what;
        }
    }
}
