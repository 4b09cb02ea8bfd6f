using IndustrialGateway.Model;

namespace IndustrialGateway.Faults;

/// <summary>Reads everything back after the faults and holds it against what was offered, shown and accepted.</summary>
internal sealed class Audit
{
    private Audit(IReadOnlyList<PointHistory> points, IReadOnlyList<Oracle> oracles) => (Points, Oracles) = (points, oracles);

    public IReadOnlyList<PointHistory> Points { get; }

    public IReadOnlyList<Oracle> Oracles { get; }

    /// <summary>Nothing altered, nothing twice, everything in order, and all that was ever shown is there.</summary>
    public static async Task<Audit> MakeAsync(Line line, IReadOnlyList<Oracle> oracles, Subscriber subscriber)
    {
        var from = UaTime.ToDateTimeOffset(oracles[0].StartTicks) - TimeSpan.FromHours(1);
        var to = UaTime.ToDateTimeOffset(oracles[^1].StartTicks) + TimeSpan.FromDays(1);
        List<PointHistory> points = [];
        for (var point = 0; point < line.Load.Points; point++)
        {
            points.Add(await PointHistory.ReadAsync(line.Client, oracles, point, from, to));
        }

        var audit = new Audit(points, oracles);
        Assert.Empty(points.SelectMany(point => point.Faults));
        foreach (var point in points)
        {
            var missing = subscriber.SeenOf(point.Name).Where(seen => !point.Samples.Contains(seen)).ToList();
            Assert.True(missing.Count == 0, $"{point.Name}: {missing.Count} values were shown and are not stored, e.g. {missing.FirstOrDefault()}");
        }

        return audit;
    }

    /// <summary>Each point of a run has all values that were offered to it.</summary>
    public void IsComplete(int run, IReadOnlyList<long> offeredPerMachine)
    {
        foreach (var (number, point) in Points.Index())
        {
            var holes = point.HolesOf(run, offeredPerMachine[Oracles[run].MachineOf(number)]);
            Assert.True(holes.Count == 0, $"{point.Name}: run {run} lacks {string.Join(", ", holes)}");
        }
    }

    /// <summary>Each point of a run has its first values without a hole; where they end is where the plant was killed.</summary>
    public void IsPrefix(int run)
    {
        foreach (var point in Points)
        {
            var indices = point.IndicesOf(run);
            Assert.NotEmpty(indices);
            Assert.Equal(indices.Count - 1, indices[^1]);
        }
    }
}
