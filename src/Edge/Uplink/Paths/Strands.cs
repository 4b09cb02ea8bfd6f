using System.Numerics;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>
/// The connections of one path, one for each code point that its packets bear. The first that is open leads: it takes what belongs to one
/// that is not, because some networks drop packets of some marks. Safe from any thread.
/// </summary>
internal sealed class Strands(DscpMarks marks)
{
    private readonly IReadOnlyList<int> _points = marks.Distinct();
    private int _open;

    /// <summary>Raised after a connection has opened or closed, without a lock.</summary>
    public event Action? Changed;

    public int Count => _points.Count;

    /// <summary>The path can be used.</summary>
    public bool IsOpen => Volatile.Read(ref _open) != 0;

    /// <summary>The open connection that bears the most urgent; more than there are when none is open.</summary>
    public int Leader => BitOperations.TrailingZeroCount(Volatile.Read(ref _open));

    public int PointOf(int strand) => _points[strand];

    public void Opened(int strand)
    {
        Interlocked.Or(ref _open, 1 << strand);
        Changed?.Invoke();
    }

    public void Closed(int strand)
    {
        Interlocked.And(ref _open, ~(1 << strand));
        Changed?.Invoke();
    }

    /// <summary>Which connection takes this now.</summary>
    public int CarrierOf(Log log, bool isLate)
    {
        var point = marks.Of(log, isLate);
        for (var strand = 0; strand < _points.Count; strand++)
        {
            if (_points[strand] == point && (Volatile.Read(ref _open) & (1 << strand)) != 0)
            {
                return strand;
            }
        }

        return Leader;
    }
}
