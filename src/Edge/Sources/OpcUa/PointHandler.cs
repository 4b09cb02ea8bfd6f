using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>The handler of one subscription, or of one interval, with what tells its silent values again where the source wants that.</summary>
internal sealed class PointHandler : IDisposable
{
    private readonly PointSubscription _points;
    private readonly Heartbeats? _heartbeats;
    private readonly RepeatedNaN? _nan;
    private readonly CancellationTokenSource _life = new();

    /// <param name="heartbeats">Null: no point of the source is told again.</param>
    /// <param name="nan">Null: what was read is news whether it has changed or not.</param>
    public PointHandler(
        PointSubscription points, Func<ISubscriptionHandler, Heartbeats>? heartbeats, Func<ISubscriptionHandler, RepeatedNaN>? nan)
    {
        _points = points;
        _heartbeats = heartbeats?.Invoke(points);
        _nan = nan?.Invoke((ISubscriptionHandler?)_heartbeats ?? points);
    }

    /// <summary>What the subscription is given.</summary>
    public ISubscriptionHandler Outer => (ISubscriptionHandler?)_nan ?? (ISubscriptionHandler?)_heartbeats ?? _points;

    public void Join(IReadOnlyList<(uint Handle, PlannedPoint Point)> more)
    {
        _points.Join(more.Select(each => each.Point));
        foreach (var (handle, point) in more.Where(each => each.Point.Item.Heartbeat > TimeSpan.Zero))
        {
            _heartbeats?.Watch(handle, point.Item.Heartbeat);
        }
    }

    public ValueTask ForgetAsync(IReadOnlyCollection<uint> gone, CancellationToken cancellationToken)
    {
        _nan?.Forget(gone);
        return _heartbeats?.ForgetAsync(gone, cancellationToken) ?? ValueTask.CompletedTask;
    }

    /// <summary>Tells silent values again until it is ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_life.Token, cancellationToken);
        try
        {
            await (_heartbeats?.RunAsync(either.Token) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            // Others bring these values now.
        }
    }

    /// <summary>Nothing is told again from now on; what is on its way still passes.</summary>
    public void End() => _life.Cancel();

    /// <summary>Whether anything has come yet that more could be lost after.</summary>
    public bool HasReceived => _points.HasReceived;

    /// <inheritdoc cref="PointSubscription.ReportLossAsync(bool, CancellationToken)"/>
    public ValueTask ReportLossAsync(bool isOver, CancellationToken cancellationToken) => _points.ReportLossAsync(isOver, cancellationToken);

    public void Dispose()
    {
        _heartbeats?.Dispose();
        _life.Dispose();
    }
}
