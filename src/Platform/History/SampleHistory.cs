using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.History;

/// <summary>Reads what was, a page at a time, and says what is known to be missing in it.</summary>
internal sealed class SampleHistory(IHistorian historian, TimeProvider time)
{
    private const int UsualPage = 1_000;
    private const int LargestPage = 10_000;
    private const int MaxGaps = 1_000;

    /// <summary>Entries of the ledger looked at for one range, however few of them concern the point.</summary>
    private const int MaxLookedAt = 20_000;

    public async Task<ListSamplesResponse> ListAsync(
        PointEntry point, ListSamplesRequest request, CancellationToken cancellationToken)
    {
        var from = request.StartTime is null ? long.MinValue : WireTime.ToTicks(request.StartTime, "start_time");
        var to = request.EndTime is null ? long.MaxValue : WireTime.ToTicks(request.EndTime, "end_time");
        if (to < from)
        {
            throw RefusalException.InvalidField("end_time", "must not be before start_time");
        }

        var question = $"samples of {point.Id} from {from} to {to} {request.Descending}";
        HistoryPosition? start = PagePosition.Read(PageToken.Read(question, request.PageToken), uint.MaxValue) is { } position
            ? new HistoryPosition(position.Ticks, (uint)position.Ordinal)
            : null;
        var page = await ReadPageAsync(
            new HistoryQuery
            {
                Point = point.Id,
                FromTicks = from,
                ToTicks = to,
                Limit = PageToken.Size(request.PageSize, UsualPage, LargestPage),
                Descending = request.Descending,
                Start = start,
            },
            cancellationToken);

        var response = new ListSamplesResponse
        {
            NextPageToken = page.Next is { } next ? PageToken.Make(question, PagePosition.Write(next.Ticks, next.Ordinal)) : string.Empty,
        };
        if (request.IncludeBounds && start is null && !request.Descending)
        {
            await AddBoundAsync(response, point, from, cancellationToken);
        }

        foreach (var sample in page.Samples)
        {
            response.Samples.Add(WireValues.ToSample(sample));
        }

        if (request.IncludeBounds && page.Next is null && request.Descending)
        {
            await AddBoundAsync(response, point, from, cancellationToken);
        }

        if (start is null)
        {
            // Of the whole range, and so with its first page only.
            await AddGapsAsync(response, point, from, to, cancellationToken);
        }

        return response;
    }

    /// <summary>Reads until there is something or no more: a page of the historian may be empty and yet have a next.</summary>
    private async Task<HistoryPage> ReadPageAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await historian.ReadAsync(query, cancellationToken);
            if (page.Samples.Count > 0 || page.Next is null)
            {
                return page;
            }

            query = query with { Start = page.Next };
        }
    }

    private async Task AddBoundAsync(
        ListSamplesResponse response, PointEntry point, long from, CancellationToken cancellationToken)
    {
        if (await historian.ReadLastBeforeAsync(point.Id, from, cancellationToken) is { } bound)
        {
            response.Samples.Add(WireValues.ToSample(bound));
        }
    }

    private async Task AddGapsAsync(
        ListSamplesResponse response, PointEntry point, long from, long to, CancellationToken cancellationToken)
    {
        GapPosition? after = null;
        var left = MaxLookedAt;
        do
        {
            // Those of all gateways lie together.
            var page = await historian.ReadGapPageAsync(from, Math.Min(to, time.NowTicks()), Math.Min(left, MaxGaps), after, cancellationToken);
            response.Gaps.AddRange(page.Gaps.Where(gap => Concerns(gap, point)).Take(MaxGaps - response.Gaps.Count).Select(LossLedger.Say));
            (after, left) = (page.Last, left - page.LookedAt);
        }
        while (after is not null && left > 0 && response.Gaps.Count < MaxGaps);

        response.MoreGaps = after is not null || response.Gaps.Count == MaxGaps;
    }

    private static bool Concerns(StoredGap gap, PointEntry point) =>
        gap.Gateway == point.Gateway.Key
        && (gap.Points.Length == 0
            ? gap.Equipment.Length == 0 || gap.Equipment == point.Equipment
            : Array.IndexOf(gap.Points, point.Id) >= 0);
}
