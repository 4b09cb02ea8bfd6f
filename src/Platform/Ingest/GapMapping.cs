using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Gap = IndustrialGateway.Model.Gap;
using GapReason = IndustrialGateway.Model.GapReason;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Turns a gateway's word on what was lost into the platform's: aliases become catalogue ids.</summary>
internal static class GapMapping
{
    private const int MaxPoints = 100_000;
    private const int MaxEquipment = 512;

    /// <summary>The gap of a Skip message.</summary>
    public static Gap Of(GapReport report, EpochAliases aliases)
    {
        var gap = new Gap(
            [.. report.Points],
            report.From is null ? null : WireTime.ToTicks(report.From, "skip.gap.from"),
            report.To is null ? null : WireTime.ToTicks(report.To, "skip.gap.to"),
            report.SampleCount,
            (uint)report.Reason <= byte.MaxValue ? (GapReason)report.Reason : GapReason.Unspecified,
            report.Equipment)
        {
            Id = report.Id,
            FilledTicks = report.FilledTime is null ? null : WireTime.ToTicks(report.FilledTime, "skip.gap.filled_time"),
            FilledCount = report.FilledCount,
        };
        return FaultOf(gap) is { } wrong ? throw RefusalException.InvalidField("skip.gap", wrong) : ToPoints(gap, aliases);
    }

    /// <summary>Why nobody can keep such a gap; null = it is sound. What a gateway says of a machine must be what it could have declared.</summary>
    public static string? FaultOf(Gap gap)
    {
        if (gap.Points.Length > MaxPoints)
        {
            return $"names {gap.Points.Length} points; at most {MaxPoints} are taken";
        }

        return gap.Equipment.Length > MaxEquipment || gap.Equipment.Any(letter => letter == '/' || char.IsControl(letter))
            ? $"the name of the equipment must have at most {MaxEquipment} letters, none of them a slash or a control character"
            : null;
    }

    /// <summary>The same gap with points for aliases; an alias that was never declared names no point that anybody knows.</summary>
    public static Gap ToPoints(Gap gap, EpochAliases aliases) => gap.Points.Length == 0 ? gap : gap with
    {
        Points = [.. gap.Points.Select(aliases.Entry).OfType<AliasEntry>().Select(entry => (uint)entry.PointId).Distinct()],
    };
}
