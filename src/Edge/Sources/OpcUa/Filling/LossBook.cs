using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// Says what a source has lost. Points whose history the machine keeps are named one by one, apart from the others, so that a gap of them can
/// be filled whole. Any thread.
/// </summary>
internal sealed class LossBook(PointRegistry registry, SourceMemory memory)
{
    /// <summary>Points that one gap names.</summary>
    private const int MaxPoints = 1_000;

    private volatile FrozenSet<int> _kept = [];

    /// <summary>The points whose history the machine keeps, by their handles; none until it is asked.</summary>
    public FrozenSet<int> Kept
    {
        get => _kept;
        set => _kept = value;
    }

    /// <summary>The gaps of a loss of everything that these points had to say.</summary>
    public Loss OfAll(IEnumerable<PlannedPoint> points, LossTime time, GapReason reason)
    {
        List<Gap> gaps = [];
        List<PendingFill> fills = [];
        foreach (var machine in points.GroupBy(point => point.Equipment, StringComparer.Ordinal))
        {
            var fillable = machine.Where(point => IsFillable(point, time)).ToArray();
            if (fillable.Length == 0)
            {
                gaps.Add(new Gap([], time.FromTicks, time.ToTicks, SampleCount: 0, reason, machine.Key) { Id = NewId() });
                continue;
            }

            AddNamed(fillable, time, reason, gaps, fills);
            AddNamed(machine.Except(fillable), time, reason, gaps, fills: null);
        }

        return new Loss(gaps, fills);
    }

    /// <summary>The gaps of a loss of some of what these points had to say.</summary>
    public Loss OfSome(IEnumerable<PlannedPoint> points, LossTime time, GapReason reason)
    {
        List<Gap> gaps = [];
        List<PendingFill> fills = [];
        var lost = points.Distinct().ToArray();
        var fillable = lost.Where(point => IsFillable(point, time)).ToArray();
        AddNamed(fillable, time, reason, gaps, fills);
        AddNamed(lost.Except(fillable), time, reason, gaps, fills: null);
        return new Loss(gaps, fills);
    }

    /// <summary>Puts the gaps of a loss into a group, and has those filled that can be, once it is <paramref name="isOver"/>.</summary>
    public void Report(Loss loss, SampleGroup group, bool isOver = true)
    {
        group.Gaps.AddRange(loss.Gaps);
        foreach (var fill in isOver ? loss.Fills : [])
        {
            memory.Add(fill);
        }
    }

    private bool IsFillable(PlannedPoint point, LossTime time) =>
        time.FromTicks < time.ToTicks && point.Events is null && _kept.Contains(point.Point);

    /// <summary>A log's own, because each log goes its own way.</summary>
    private void AddNamed(
        IEnumerable<PlannedPoint> points, LossTime time, GapReason reason, List<Gap> gaps, List<PendingFill>? fills)
    {
        foreach (var part in points.GroupBy(point => registry.Describe(point.Point).Class).SelectMany(of => of.Chunk(MaxPoints)))
        {
            var gap = new Gap([.. part.Select(point => (uint)point.Point)], time.FromTicks, time.ToTicks, SampleCount: 0, reason, Equipment: "")
            {
                Id = NewId(),
            };
            gaps.Add(gap);
            fills?.Add(new PendingFill(gap.Id, reason, time.FromTicks ?? time.ToTicks, time.ToTicks, [.. part.Select(point => point.Node.ToString())])
            {
                FromServerTicks = time.FromServerTicks,
                ToServerTicks = time.ToServerTicks,
            });
        }
    }

    private static ulong NewId() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}

/// <summary>The gaps of one loss, their points being handles, and which of them can be filled.</summary>
internal sealed record Loss(IReadOnlyList<Gap> Gaps, IReadOnlyList<PendingFill> Fills)
{
    /// <summary>The same loss, which has lasted until then.</summary>
    public Loss Until(long toTicks) => new(
        [.. Gaps.Select(gap => gap with { ToTicks = toTicks })],
        [.. Fills.Where(fill => fill.FromTicks < toTicks).Select(fill => fill with { ToTicks = toTicks })]); // the clock may have been set back
}
