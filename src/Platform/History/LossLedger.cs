using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.History;

/// <summary>Says what is known to be missing, a page at a time; a page ends early when much had to be looked at for it.</summary>
internal sealed class LossLedger(IHistorian historian, PointCatalogue catalogue)
{
    private const int UsualPage = 100;
    private const int LargestPage = 1_000;

    /// <summary>Entries looked at for one page, however few of them fit.</summary>
    private const int MaxLookedAt = 10_000;

    /// <summary>Points named for one entry, which may concern a hundred thousand.</summary>
    private const int MaxNames = 100;

    public async Task<ListGapsResponse> ListAsync(ListGapsRequest request, CancellationToken cancellationToken)
    {
        var from = request.StartTime is null ? long.MinValue : WireTime.ToTicks(request.StartTime, "start_time");
        var to = request.EndTime is null ? long.MaxValue : WireTime.ToTicks(request.EndTime, "end_time");
        if (to < from)
        {
            throw RefusalException.InvalidField("end_time", "must not be before start_time");
        }

        var filter = new GapFilter(request, catalogue.Snapshot);
        var size = PageToken.Size(request.PageSize, UsualPage, LargestPage);
        var question = $"gaps of {request.Gateway} {request.PathGlob} {from} {to} {string.Join(',', request.Reasons)}";
        GapPosition? after = PagePosition.Read(PageToken.Read(question, request.PageToken), long.MaxValue) is { } position
            ? new GapPosition(position.Ticks, position.Ordinal)
            : null;
        var response = new ListGapsResponse();
        var left = MaxLookedAt;
        do
        {
            // No more than there is room for, so that the page ends where the historian's does.
            var room = Math.Min(left, size - response.Gaps.Count);
            var page = await historian.ReadGapPageAsync(from, to, room, after, cancellationToken);
            response.Gaps.AddRange(page.Gaps.Where(filter.Fits).Select(Describe));
            (after, left) = (page.Last, left - page.LookedAt);
        }
        while (after is not null && left > 0 && response.Gaps.Count < size);

        response.NextPageToken = after is { } place ? PageToken.Make(question, PagePosition.Write(place.FromTicks, place.Serial)) : string.Empty;
        return response;
    }

    /// <summary>What is said of a gap wherever it is said.</summary>
    public static Gap Say(StoredGap gap) => new()
    {
        From = WireTime.ToTimestamp(gap.FromTicks),
        To = WireTime.ToTimestamp(gap.ToTicks),
        Reason = (GapReason)gap.Reason,
        SampleCount = gap.SampleCount,
        FilledTime = gap.FilledTicks is { } filled ? WireTime.ToTimestamp(filled) : null,
        FilledCount = gap.FilledCount,
    };

    private Gap Describe(StoredGap stored)
    {
        var gateway = $"gateways/{stored.Gateway}";
        var gap = Say(stored);
        gap.Gateway = gateway;
        gap.Equipment = stored.Equipment.Length == 0 ? string.Empty : $"{gateway}/equipment/{stored.Equipment}";
        gap.Points.AddRange(Points(stored).Take(MaxNames).Select(point => point.Name));
        gap.PointCount = (uint)stored.Points.Length;
        return gap;
    }

    private IEnumerable<PointEntry> Points(StoredGap gap) => gap.Points.Select(catalogue.FindPoint).OfType<PointEntry>();
}
