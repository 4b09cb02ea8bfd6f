using CsCheck;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>Going on after an interruption.</summary>
public sealed class NodeProgressTests
{
    [Fact]
    public void However_often_a_reading_is_interrupted_each_value_is_taken_once_in_order() =>
        Gen.Select(Gen.Int[0, 3].Array[1, 40], Gen.Int[1, 10].Array[0, 12]).Sample((steps, pieces) =>
        {
            // Some values share an instant.
            var times = steps.Select((_, index) => (long)steps.Take(index + 1).Sum()).ToArray();
            var progress = Progress();
            List<long> taken = [];

            foreach (var piece in pieces.Append(int.MaxValue))
            {
                progress.Resume();
                taken.AddRange(times.Where(ticks => ticks >= progress.From.Ticks).Where(progress.TryTake).Take(piece).ToArray());
            }

            return taken.SequenceEqual(times) && progress.Count == (ulong)times.Length && progress.From == new UaDateTime(times[^1]);
        });

    [Theory]
    [InlineData(null, 99, 100, 199, 200)]
    [InlineData(-1000, -901, -900, 199, 200)]
    [InlineData(30, 99, 100, 229, 230)]
    public void The_interval_is_that_of_the_clock_that_the_values_times_are_by(int? lead, int before, int first, int last, int after)
    {
        var progress = Progress(lead);

        progress.Bound(fromTicks: 100, toTicks: 200);

        Assert.Equal([false, true, true, false], new long[] { before, first, last, after }.Select(progress.TryTake));
    }

    [Theory]
    [InlineData(200, 100)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue - 1, long.MinValue)]
    public void An_interval_is_never_empty_however_a_servers_clock_is_set(long from, long to)
    {
        var progress = Progress();

        progress.Bound(from, to);

        Assert.True(progress.From < progress.To);
    }

    private static NodeProgress Progress(long? lead = null) => new(new PlannedPoint(0, default, "", new ItemOptions()), lead);
}
