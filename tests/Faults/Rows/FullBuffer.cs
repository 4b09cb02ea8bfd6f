using System.Globalization;
using IndustrialGateway.Model;
using Gap = IndustrialGateway.V1.Gap;
using GapReason = IndustrialGateway.V1.GapReason;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F21: an outage outlasts the bound of the buffer; the oldest goes, and every value that went is in the books.</summary>
internal sealed class FullBuffer : Row
{
    /// <summary>16 MiB at some 5 bytes a value are full within a minute.</summary>
    private static readonly Load Heavy = new(1000, 10, 80);

    private long MoreThanTheBufferHolds => IsQuick ? 3_000 : 4_600;

    public override int CyclesPerLine => 1;

    public override int ReadsOneOf => IsQuick ? 20 : 1;

    public override Expectation Expects => Expectation.Announced;

    public override Task<LineSettings> SetUpAsync() =>
        Task.FromResult(new LineSettings { Load = Heavy, Buffer = LineSettings.SmallSegments("16MiB") });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        cycle.Line.Uplink.Cut();
        await cycle.Line.Plant.OfferMoreAsync(MoreThanTheBufferHolds);
        cycle.Line.Uplink.Restore();
        cycle.Healed();
        return $"cut off {when} for {MoreThanTheBufferHolds} values of each point";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        var ((least, most), announced) = (reckoning.OfAllPoints(reckoning.NeverTaken), reckoning.Announced);
        if (least == 0 || announced < least || announced > most)
        {
            yield return $"{least} to {most} values are missing and {announced} are announced as lost";
        }

        // A gap stands with every point; its samples are of all of them.
        var samples = GapsOf(reckoning.Points[0]).Sum(gap => (long)gap.SampleCount);
        if (samples != announced)
        {
            yield return $"{announced} values are announced as lost and the gaps in history tell of {samples}";
        }

        foreach (var point in reckoning.Points)
        {
            var told = new LossesTold(GapsOf(point), LossesTold.Older);
            var untold = reckoning.HolesOf(point)
                .SelectMany(hole => told.UntoldOf(hole, index => reckoning.Oracle.SourceTicks(point.Number, index)))
                .Select(hole => Words(reckoning.Oracle, point, hole))
                .ToList();
            if (untold.Count > 0)
            {
                yield return $"{point.Name} lacks {string.Join(", ", untold)}, of which no gap tells; there are {string.Join(", ", GapsOf(point))}";
            }
        }
    }

    private static string Words(Oracle oracle, PointHistory point, (long First, long Count) hole)
    {
        DateTimeOffset TimeOf(long index) => UaTime.ToDateTimeOffset(oracle.SourceTicks(point.Number, index));
        return string.Create(CultureInfo.InvariantCulture, $"{hole} of {TimeOf(hole.First):O} to {TimeOf(hole.First + hole.Count - 1):O}");
    }

    private static List<Gap> GapsOf(PointHistory point) => point.Gaps.FindAll(gap => gap.Reason == GapReason.BufferFull);
}
