using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>Which gaps a loss makes.</summary>
public sealed class LossBookTests
{
    private readonly PointRegistry _registry = new();
    private readonly SourceMemory _memory = new(folder: null, "press", NullLogger.Instance);
    private readonly LossBook _book;

    public LossBookTests() => _book = new LossBook(_registry, _memory);

    [Fact]
    public void A_machine_without_a_history_has_one_gap_that_names_no_points()
    {
        var loss = _book.OfAll([Add("a", "press"), Add("b", "press"), Add("c", "oven")], new LossTime(1, 2), GapReason.SourceLost);

        Assert.Equal(["press", "oven"], loss.Gaps.Select(gap => gap.Equipment));
        Assert.All(loss.Gaps, gap => Assert.Empty(gap.Points));
        Assert.Empty(loss.Fills);
    }

    [Fact]
    public void What_can_be_filled_is_a_gap_of_its_own_for_each_log()
    {
        PlannedPoint[] points = [Add("a", "press"), Add("b", "press"), Add("c", "press"), Add("d", "press", DataClass.Alarm)];
        _book.Kept = [0, 1, 3];

        var loss = _book.OfAll(points, new LossTime(1, 2), GapReason.SourceLost);

        Assert.Equal([[0, 1], [3], [2]], loss.Gaps.Select(gap => gap.Points));
        Assert.Equal(loss.Gaps.Take(2).Select(gap => gap.Id), loss.Fills.Select(fill => fill.Id));
        Assert.Equal([["i=1", "i=2"], ["i=4"]], loss.Fills.Select(fill => fill.Nodes));
        Assert.Equal(3, loss.Gaps.Select(gap => gap.Id).Distinct().Count());
    }

    [Fact]
    public void A_loss_whose_beginning_is_not_known_is_not_filled()
    {
        var point = Add("a", "press");
        _book.Kept = [0];

        Assert.Empty(_book.OfAll([point], new LossTime(FromTicks: null, 2), GapReason.SourceLost).Fills);
        Assert.Empty(_book.OfSome([point], new LossTime(2, 2), GapReason.SourceOverflow).Fills);
        Assert.Single(_book.OfSome([point], new LossTime(1, 2), GapReason.SourceOverflow).Fills);
    }

    [Fact]
    public void A_loss_that_lasts_is_filled_only_when_its_end_is_known_and_stays_the_same_gap()
    {
        var point = Add("a", "press");
        _book.Kept = [0];
        var group = new SampleGroup();

        var loss = _book.OfAll([point], new LossTime(1, 2), GapReason.SourceLost);
        _book.Report(loss, group, isOver: false);
        Assert.Null(_memory.First);
        _book.Report(loss.Until(9), group);

        Assert.Equal((9, 1), (_memory.First?.ToTicks, group.Gaps.Select(gap => gap.Id).Distinct().Count()));
        Assert.Equal([2L, 9L], group.Gaps.Select(gap => gap.ToTicks!.Value));
    }

    private PlannedPoint Add(string path, string equipment, DataClass of = DataClass.Process)
    {
        var point = _registry.Add(new PointDescription { Path = path, Equipment = equipment, Class = of });
        return new PlannedPoint(point, new ExpandedNodeId(new NodeId((uint)point + 1)), equipment, new ItemOptions());
    }
}
