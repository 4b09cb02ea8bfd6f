using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>The handler of one subscription, with what tells its silent values again where the source wants that.</summary>
internal sealed class PointHandler : IDisposable
{
    private readonly PointSubscription _points;

    /// <param name="heartbeats">Null: no point of the source is told again.</param>
    public PointHandler(PointSubscription points, Func<ISubscriptionHandler, Heartbeats>? heartbeats)
    {
        _points = points;
        Heartbeats = heartbeats?.Invoke(points);
    }

    public Heartbeats? Heartbeats { get; }

    /// <summary>What the subscription is given.</summary>
    public ISubscriptionHandler Outer => (ISubscriptionHandler?)Heartbeats ?? _points;

    public void Join(IReadOnlyList<(uint Handle, PlannedPoint Point)> more)
    {
        _points.Join(more.Select(each => each.Point));
        foreach (var (handle, point) in more.Where(each => each.Point.Item.Heartbeat > TimeSpan.Zero))
        {
            Heartbeats?.Watch(handle, point.Item.Heartbeat);
        }
    }

    public ValueTask ForgetAsync(IReadOnlyCollection<uint> gone, CancellationToken cancellationToken) =>
        Heartbeats?.ForgetAsync(gone, cancellationToken) ?? ValueTask.CompletedTask;

    public void Dispose() => Heartbeats?.Dispose();
}
