using System.Threading.Channels;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Sees to it that nothing is a frozen Good: when a server stays away, each of its points gets one sample that says
/// Bad_NoCommunication; when it comes back, the present values are read of those of which nothing comes.
/// </summary>
/// <param name="grace">How long a lost line may take to come back before the points turn Bad.</param>
internal sealed partial class StaleGuard(
    string source,
    TimeSpan grace,
    PointRegistry registry,
    IntakeQueue queue,
    SourceStatus status,
    Chores chores,
    TimeProvider time,
    ILogger logger)
{
    private const uint BadNoCommunication = 0x80310000;

    // Only the last one counts, and those that come are few.
    private readonly Channel<ConnectionState> _states = Channel.CreateBounded<ConnectionState>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Settling _made = new((accepted, _) => status.AddMade(accepted));
    private volatile ItemTable? _items;

    /// <summary>The source's points, once they are known; before, those are taken that it had when it last ran.</summary>
    public ItemTable? Items
    {
        get => _items;
        set => _items = value;
    }

    public void Changed(ConnectionState state) => _states.Writer.TryWrite(state);

    public async Task RunAsync(UaClient client, CancellationToken cancellationToken)
    {
        long? downSince = time.GetTimestamp();
        var isMarked = false;
        while (true)
        {
            var left = isMarked || downSince is null ? Timeout.InfiniteTimeSpan : grace - time.GetElapsedTime(downSince.Value);
            switch (await NextAsync(left, cancellationToken))
            {
                case null:
                    await MarkAsync(cancellationToken);
                    isMarked = true;
                    break;
                case { IsConnected: true }:
                    status.Set(connected: true, RedundancyReport.Detail(client.Servers));
                    if (isMarked)
                    {
                        chores.Ask(Chore.Read);
                    }

                    (downSince, isMarked) = (null, false);
                    break;
                case { } lost:
                    status.Set(connected: false, lost.Advice.Length == 0 ? lost.Message : $"{lost.Message} {lost.Advice}");
                    downSince ??= time.GetTimestamp();
                    break;
            }
        }
    }

    /// <summary>The next change; null when there is none in time.</summary>
    private async Task<ConnectionState?> NextAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(
            left == Timeout.InfiniteTimeSpan || left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _states.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        var points = PointsToMark();
        if (points.Count == 0)
        {
            return;
        }

        LogMarked(source, points.Count, status.Now.Detail);
        var now = UaDateTime.Now(time).Ticks;
        await queue.WriteAsync(points.Select(point => new Sample(point, Value.Null, BadNoCommunication, now, now)), _made, cancellationToken);

        // What came beside it may lie before it: told twice is better than not after it.
        _items?.Mark();
    }

    private List<int> PointsToMark() => _items is { } items
        ? [.. items.Points.Where(point => point.Events is null).Select(point => point.Point)]
        : [.. registry.DeclarationsFrom(1)
            .Where(point => point.Description.SourceAddress.StartsWith(PointPlan.AddressPrefix(source), StringComparison.Ordinal))
            .GroupBy(point => point.Description.Path, StringComparer.Ordinal)
            .Select(point => registry.Add(point.Last().Description))];

    /// <summary>Says once of points that there are no more values: the machine has them no longer.</summary>
    public Task TellGoneAsync(IEnumerable<int> points, CancellationToken cancellationToken)
    {
        var now = UaDateTime.Now(time).Ticks;
        return queue.WriteAsync(points.Select(point => new Sample(point, Value.Null, StatusCode.BadNodeIdUnknown.Value, now, now)), _made, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: its {Count} points are marked Bad_NoCommunication: {Reason}")]
    private partial void LogMarked(string source, int count, string reason);
}
