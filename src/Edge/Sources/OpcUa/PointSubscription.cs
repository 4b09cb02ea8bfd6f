using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources.OpcUa.Filling;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Takes what one subscription brings to the intake, and acknowledges a message to the machine only when all its samples
/// are durable. A full intake makes it wait, and with it the machine.
/// </summary>
internal sealed class PointSubscription(
    IReadOnlyList<PlannedPoint> points,
    StructureDecoding structures,
    IntakeQueue queue,
    SourceStatus status,
    ItemTable items,
    Chores chores,
    LossBook losses,
    ModelWatch? watch,
    TimeProvider time)
    : ISubscriptionHandler, ISettlement
{
    // Part 4 §7.39.1: a data value's info bits, and the overflow bit among them.
    private const uint InfoTypeMask = 0x0C00;
    private const uint InfoTypeDataValue = 0x0400;
    private const uint Overflow = 0x0080;

    /// <summary>Messages that came together left the socket at the same time; a clock that is set back by more begins anew.</summary>
    private const long MostApart = TimeSpan.TicksPerSecond / 10;

    private readonly List<PlannedPoint> _overflowed = [];
    private readonly LifeWatch _life = new();
    private readonly SendTimes _sent = new();
    private volatile PlannedPoint[] _points = [.. points];
    private UaSubscription? _subscription;

    private long _received;

    // One that lasts is told when it begins and when it ends.
    private Loss? _loss;

    /// <summary>Whether anything has come yet that more could be lost after.</summary>
    public bool HasReceived => _subscription is not null;

    public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        using var pass = items.Passage.Enter();
        _subscription = batch.Subscription;
        items.Hear(batch.PublishTime, batch.ReceivedTicks);
        _overflowed.Clear();
        var group = queue.Rent();
        var ticks = batch.IsHeartbeat ? status.LastSampleTicks : batch.ReceivedTicks;
        for (var next = 0; next < batch.Items.Length;)
        {
            next = Fill(group, batch, next);
            if (next < batch.Items.Length)
            {
                group.Settlement = this;
                status.AddReceived(group.Count, ticks);
                await queue.WriteAsync(group, cancellationToken);
                group = queue.Rent();
            }
        }

        if (_overflowed.Count > 0)
        {
            losses.Report(losses.OfSome(_overflowed, TimeOf(_life.LastTicks, batch.ReceivedTicks, batch.PublishTime), GapReason.SourceOverflow), group);
        }

        group.Settlement = this;
        group.Token = TokenOf(batch.Token);
        status.AddReceived(group.Count, ticks);
        await queue.WriteAsync(group, cancellationToken);
        _life.Take(batch);
        _sent.Take(batch);
    }

    /// <summary>More points are read here.</summary>
    public void Join(IEnumerable<PlannedPoint> more) => _points = [.. _points.Union(more)];

    public async ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        using var pass = items.Passage.Enter();
        _subscription = batch.Subscription;
        var group = queue.Rent();
        for (var i = 0; i < batch.Events.Length; i++)
        {
            Take(group, batch.Events.Span[i], batch);
            if (group.IsFull)
            {
                group.Settlement = this;
                await queue.WriteAsync(group, cancellationToken);
                group = queue.Rent();
            }
        }

        group.Settlement = this;
        group.Token = TokenOf(batch.Token);
        await queue.WriteAsync(group, cancellationToken);
    }

    /// <summary>Whether the machine says that it has no such node. node-opcua calls the id of a node that was removed invalid.</summary>
    private static bool IsGone(StatusCode status) => status.Code == StatusCode.BadNodeIdUnknown || status.Code == StatusCode.BadNodeIdInvalid;

    private static long TokenOf(NotificationToken token) => ((long)token.Life << 32) | token.SequenceNumber;

    private void Take(SampleGroup group, in EventFieldList received, in EventBatch batch)
    {
        if (received.ClientHandle == ModelWatch.Handle)
        {
            watch?.Hear(received);
        }
        else if (items.PointOf(received.ClientHandle) is { Events: { } selection } point)
        {
            var happened = selection.Read(received);
            if (!EventMapping.IsMark(happened))
            {
                group.Add(EventMapping.SampleOf(point.Point, happened, batch.ReceivedTicks, batch.Subscription.Namespaces));
                status.AddReceived(1, batch.ReceivedTicks);
            }
            else if (EventMapping.IsLoss(happened))
            {
                losses.Report(losses.OfSome([point], new LossTime(FromTicks: null, batch.ReceivedTicks), GapReason.SourceOverflow), group);
                chores.Ask(Chore.Refresh);
            }
        }
    }

    /// <summary>The last change of a slow point may be among what is lost: without reading it again, its value would be wrong until it changes.</summary>
    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
    {
        items.Mark();
        chores.Ask(Chore.Read | Chore.Refresh);
        watch?.Hear();
        return ReportLossAsync(isOver: true, cancellationToken);
    }

    public async ValueTask OnRenewedAsync(
        UaSubscription subscription, IReadOnlyList<ItemResult> results, CancellationToken cancellationToken)
    {
        if (results.Any(result => IsGone(result.Status) && items.PointOf(result.Item.ClientHandle) is not null && !items.StatusOf(result.Item.ClientHandle).IsBad))
        {
            chores.Ask(Chore.Browse);
        }

        if (results.Any(result => result.Item.ClientHandle == ModelWatch.Handle))
        {
            watch?.Hear(); // who knows what was said meanwhile
        }

        if (results.Any(result => items.PointOf(result.Item.ClientHandle)?.Events is not null))
        {
            chores.Ask(Chore.Refresh);
        }

        items.Take(results);
        await ReportLossAsync(_life.Renew(subscription.Life), isOver: true, cancellationToken);
    }

    public void Settled(long token, int accepted, int dropped)
    {
        status.AddSettled(accepted, dropped);
        if (token != 0)
        {
            _subscription?.Acknowledge(new NotificationToken((int)(token >> 32), (uint)token));
        }
    }

    private int Fill(SampleGroup group, in NotificationBatch batch, int next)
    {
        var notified = batch.Items.Span;
        var received = Receive(batch.ReceivedTicks);
        var lead = long.MinValue;
        for (; next < notified.Length && !group.IsFull; next++)
        {
            ref readonly var item = ref notified[next];
            if (items.Hear(item.ClientHandle, item.Value.SourceTimestamp, batch, out var isChange) is not { } point || (IsGone(item.Value.Status) && !Lose(item.ClientHandle, batch.Subscription)))
            {
                continue;
            }

            var decoded = structures.Decode(point.Point, item.Value, batch.Subscription.DataTypes);
            group.Add(ValueMapping.SampleOf(point.Point, decoded, received, batch.Subscription.Namespaces));
            lead = isChange ? Math.Max(lead, item.Value.SourceTimestamp.Ticks - batch.ReceivedTicks) : lead;
            if (!batch.IsHeartbeat && (item.Value.Status.Value & (InfoTypeMask | Overflow)) == (InfoTypeDataValue | Overflow))
            {
                _overflowed.Add(point);
            }
        }

        if (lead > long.MinValue)
        {
            status.Clock.Add(lead, batch.ReceivedTicks);
        }

        return next;
    }

    /// <summary>
    /// When a group was received: later than the one before it, also where they came together. Of values with the same source time this tells
    /// which is the later one, when their records overtake one another on the way.
    /// </summary>
    private long Receive(long ticks) => _received = ticks <= _received && _received - ticks < MostApart ? _received + 1 : ticks;

    /// <summary>The machine has no such node (any longer): that is said once, in cycles with each, and the points are found again.</summary>
    private bool Lose(uint clientHandle, UaSubscription subscription)
    {
        var isNews = items.TryLose(clientHandle);
        if (isNews && items.PointOf(clientHandle) is { } point)
        {
            watch?.Hear(subscription.Namespaces.TryResolve(point.Node, out var node) ? [node] : []);
        }

        return isNews || items.PointOf(clientHandle)?.Item.Mode == ReadMode.Cyclic;
    }

    /// <summary>Says that something is lost since the last values. Which points changed is not known: all of the subscription are concerned.</summary>
    /// <param name="isOver">False when nothing comes any longer: it is to be called again with true once values come again.</param>
    public ValueTask ReportLossAsync(bool isOver, CancellationToken cancellationToken) =>
        ReportLossAsync(_life.LastTicks, isOver, cancellationToken);

    private ValueTask ReportLossAsync(long fromTicks, bool isOver, CancellationToken cancellationToken)
    {
        var now = UaDateTime.Now(time).Ticks;
        var loss = _loss?.Until(now) ?? losses.OfAll(_points.Intersect(items.Points), TimeOf(fromTicks, now), GapReason.SourceLost);
        _loss = isOver ? null : loss;
        var group = queue.Rent();
        losses.Report(loss, group, isOver);
        return queue.WriteAsync(group, cancellationToken);
    }

    /// <param name="fromTicks">When the last message before came; 0 = there was none.</param>
    private LossTime TimeOf(long fromTicks, long toTicks, UaDateTime sent = default) => new(fromTicks == 0 ? null : fromTicks, toTicks)
    {
        FromServerTicks = _sent.Of(fromTicks),
        ToServerTicks = sent.IsNull ? null : sent.Ticks,
    };
}
