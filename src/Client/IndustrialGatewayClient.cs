using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.V1;

namespace IndustrialGateway.Client;

/// <summary>
/// The platform for app developers: what there is, what it reads now, what it read then, and what it reads from now on.
/// One instance for the life of the program; every member may be called from any thread. All calls throw
/// <see cref="IndustrialGatewayException"/> when refused and nothing else but cancellation. Lists follow their pages
/// while they are enumerated.
/// </summary>
public sealed class IndustrialGatewayClient : IDisposable
{
    /// <summary>How many points one read may ask for; more are read in several calls.</summary>
    public const int MaxPointsPerRead = 1000;

    private const int ListPageSize = 1000;
    private const int HistoryPageSize = 10_000;

    private readonly GrpcChannel _channel;
    private readonly CatalogService.CatalogServiceClient _catalog;
    private readonly TelemetryService.TelemetryServiceClient _telemetry;
    private readonly LineService.LineServiceClient _line;
    private readonly PilotService.PilotServiceClient _pilots;
    private readonly AppService.AppServiceClient _apps;
    private readonly SubscriptionStreams _streams;

    /// <summary>Opens no connection yet: the first call does.</summary>
    /// <exception cref="ArgumentException">The address is not https.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The authority's file is no certificate.</exception>
    public IndustrialGatewayClient(IndustrialGatewayClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _channel = ApiChannel.Open(options);
        var invoker = _channel.Intercept(new ApiCalls(options));
        _catalog = new(invoker);
        _telemetry = new(invoker);
        _line = new(invoker);
        _pilots = new(invoker);
        _apps = new(invoker);
        _streams = new SubscriptionStreams(invoker, options);
    }

    public IAsyncEnumerable<V1.Gateway> ListGatewaysAsync(CancellationToken cancellationToken = default) =>
        Pages.FollowAsync<V1.Gateway>(
            async token =>
            {
                var request = new ListGatewaysRequest { PageSize = ListPageSize, PageToken = token };
                var page = await _catalog.ListGatewaysAsync(request, Call(cancellationToken)).ConfigureAwait(false);
                return (page.Gateways, page.NextPageToken);
            },
            cancellationToken);

    /// <summary>The machines of a gateway (<c>gateways/{gateway}</c>), or of all.</summary>
    public IAsyncEnumerable<Equipment> ListEquipmentAsync(
        string gateway = "", CancellationToken cancellationToken = default) =>
        Pages.FollowAsync<Equipment>(
            async token =>
            {
                var request = new ListEquipmentRequest { Gateway = gateway, PageSize = ListPageSize, PageToken = token };
                var page = await _catalog.ListEquipmentAsync(request, Call(cancellationToken)).ConfigureAwait(false);
                return (page.Equipment, page.NextPageToken);
            },
            cancellationToken);

    /// <summary>The points that fit all parts of the filter that are given.</summary>
    public IAsyncEnumerable<Point> ListPointsAsync(
        PointFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new PointFilter();
        return Pages.FollowAsync<Point>(
            async token =>
            {
                var request = new ListPointsRequest
                {
                    Gateway = filter.Gateway,
                    Equipment = filter.Equipment,
                    PathGlob = filter.PathGlob,
                    PageSize = ListPageSize,
                    PageToken = token,
                };
                var page = await _catalog.ListPointsAsync(request, Call(cancellationToken)).ConfigureAwait(false);
                return (page.Points, page.NextPageToken);
            },
            cancellationToken);
    }

    public async Task<Point> GetPointAsync(string name, CancellationToken cancellationToken = default)
    {
        var answer = await _catalog.GetPointAsync(new GetPointRequest { Name = name }, Call(cancellationToken))
            .ConfigureAwait(false);
        return answer.Point;
    }

    /// <summary>
    /// The current values, in the order of <paramref name="points"/>; each has its own sample or its own error, so that one
    /// bad name does not fail the others.
    /// </summary>
    /// <param name="points">Full names, <c>gateways/{gateway}/points/{path}</c>; any number.</param>
    /// <param name="maxAge">A value older than this is answered as Uncertain_LastUsableValue.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<PointReading>> ReadPointsAsync(
        IReadOnlyList<string> points, TimeSpan? maxAge = null, CancellationToken cancellationToken = default)
    {
        var readings = new List<PointReading>(points.Count);
        foreach (var names in points.Chunk(MaxPointsPerRead))
        {
            var request = new ReadPointsRequest { MaxAge = maxAge?.ToDuration() };
            request.Points.Add(names);
            var answer = await _telemetry.ReadPointsAsync(request, Call(cancellationToken)).ConfigureAwait(false);
            readings.AddRange(answer.Readings);
        }

        return readings;
    }

    /// <summary>A point's raw samples, page by page, each page with what is known to be missing in it.</summary>
    public async IAsyncEnumerable<ListSamplesResponse> ListSamplePagesAsync(
        HistoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListSamplesRequest
        {
            Point = query.Point,
            StartTime = query.From.ToTimestamp(),
            EndTime = query.To.ToTimestamp(),
            PageSize = query.PageSize is 0 ? HistoryPageSize : query.PageSize,
            Descending = query.NewestFirst,
            IncludeBounds = query.IncludeBounds,
        };
        do
        {
            var page = await _telemetry.ListSamplesAsync(request, Call(cancellationToken)).ConfigureAwait(false);
            yield return page;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>What is known to be missing, in order of its beginning.</summary>
    public IAsyncEnumerable<Gap> ListGapsAsync(GapQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new GapQuery();
        return Pages.FollowAsync<Gap>(
            async token =>
            {
                var request = new ListGapsRequest
                {
                    Gateway = query.Gateway,
                    PathGlob = query.PathGlob,
                    StartTime = query.From?.ToTimestamp(),
                    EndTime = query.To?.ToTimestamp(),
                    Reasons = { query.Reasons },
                    PageSize = ListPageSize,
                    PageToken = token,
                };
                var page = await _telemetry.ListGapsAsync(request, Call(cancellationToken)).ConfigureAwait(false);
                return (page.Gaps, page.NextPageToken);
            },
            cancellationToken);
    }

    /// <summary>
    /// The current values, then every change, for ever: after a break the stream is opened again (with backoff and jitter)
    /// and begins with the current values, marked as <see cref="LiveBatch.Resumed"/>. Throws when the first connection
    /// fails, and later only for what waiting does not heal, such as a revoked key.
    /// </summary>
    public IAsyncEnumerable<LiveBatch> SubscribeAsync(
        SubscriptionOptions subscription, CancellationToken cancellationToken = default) =>
        _streams.FollowAsync(subscription, cancellationToken);

    /// <summary>The line's own figures, once a second, until the stream breaks.</summary>
    public async IAsyncEnumerable<WatchLineResponse> WatchLineAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = _line.WatchLine(new WatchLineRequest(), Call(cancellationToken));
        while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            yield return call.ResponseStream.Current;
        }
    }

    public async Task<IReadOnlyList<Pilot>> ListPilotsAsync(CancellationToken cancellationToken = default) =>
        (await _pilots.ListPilotsAsync(new ListPilotsRequest(), Call(cancellationToken)).ConfigureAwait(false)).Pilots;

    public async Task<IReadOnlyList<Indicator>> ListIndicatorsAsync(CancellationToken cancellationToken = default) =>
        (await _pilots.ListIndicatorsAsync(new ListIndicatorsRequest(), Call(cancellationToken)).ConfigureAwait(false))
        .Indicators;

    /// <summary>Indicators over periods; the value of an <see cref="IndicatorValue"/> is absent where it is not known.</summary>
    public async Task<IReadOnlyList<IndicatorValue>> QueryIndicatorValuesAsync(
        QueryIndicatorValuesRequest query, CancellationToken cancellationToken = default) =>
        (await _pilots.QueryIndicatorValuesAsync(query, Call(cancellationToken)).ConfigureAwait(false)).Values;

    public async Task<IReadOnlyList<AppKey>> ListAppKeysAsync(CancellationToken cancellationToken = default) =>
        (await _apps.ListAppKeysAsync(new ListAppKeysRequest(), Call(cancellationToken)).ConfigureAwait(false)).Keys;

    /// <summary>A key's (<c>keys/{key}</c>) calls and points read in a range widened to whole minutes.</summary>
    public async Task<GetAppUsageResponse> GetAppUsageAsync(
        string key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        var request = new GetAppUsageRequest { Key = key, StartTime = from.ToTimestamp(), EndTime = to.ToTimestamp() };
        return await _apps.GetAppUsageAsync(request, Call(cancellationToken)).ConfigureAwait(false);
    }

    public void Dispose() => _channel.Dispose();

    private static CallOptions Call(CancellationToken cancellationToken) => new(cancellationToken: cancellationToken);
}
