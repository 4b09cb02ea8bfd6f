using IndustrialGateway.Edge.Intake;
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
    ModelWatch? watch,
    TimeProvider time)
    : ISubscriptionHandler, ISettlement
{
    // Part 4 §7.39.1: a data value's info bits, and the overflow bit among them.
    private const uint InfoTypeMask = 0x0C00;
    private const uint InfoTypeDataValue = 0x0400;
    private const uint Overflow = 0x0080;

    private readonly List<int> _overflowed = [];
    private readonly LifeWatch _life = new();
    private volatile string[] _equipment = [.. points.Select(point => point.Equipment).Distinct()];
    private UaSubscription? _subscription;

    /// <summary>Whether anything has come yet that more could be lost after.</summary>
    public bool HasReceived => _subscription is not null;

    public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        using var pass = items.Passage.Enter();
        _subscription = batch.Subscription;
        _overflowed.Clear();
        var group = queue.Rent();
        for (var next = 0; next < batch.Items.Length;)
        {
            next = Fill(group, batch, next);
            if (next < batch.Items.Length)
            {
                group.Settlement = this;
                await queue.WriteAsync(group, cancellationToken);
                group = queue.Rent();
            }
        }

        if (_overflowed.Count > 0)
        {
            var before = _life.LastTicks;
            group.Gaps.Add(new Gap(
                [.. _overflowed.Select(point => (uint)point)],
                FromTicks: before == 0 ? null : before,
                ToTicks: batch.ReceivedTicks,
                SampleCount: 0,
                GapReason.SourceOverflow,
                Equipment: ""));
        }

        group.Settlement = this;
        group.Token = TokenOf(batch.Token);
        status.AddReceived(batch.Items.Length, batch.IsHeartbeat ? status.LastSampleTicks : batch.ReceivedTicks);
        await queue.WriteAsync(group, cancellationToken);
        _life.Take(batch);
    }

    /// <summary>More points are read here.</summary>
    public void Join(IEnumerable<PlannedPoint> more) => _equipment = [.. _equipment.Union(more.Select(point => point.Equipment))];

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
                group.Gaps.Add(new Gap([(uint)point.Point], FromTicks: null, batch.ReceivedTicks, SampleCount: 0, GapReason.SourceOverflow, Equipment: ""));
                chores.Ask(Chore.Refresh);
            }
        }
    }

    /// <summary>The last change of a slow point may be among what is lost: without reading it again, its value would be wrong until it changes.</summary>
    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
    {
        chores.Ask(Chore.Read | Chore.Refresh);
        watch?.Hear();
        return ReportLossAsync(cancellationToken);
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
        await ReportLossAsync(_life.Renew(subscription.Life), cancellationToken);
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
        var lead = long.MinValue;
        for (; next < notified.Length && !group.IsFull; next++)
        {
            ref readonly var item = ref notified[next];
            if (items.Find(item.ClientHandle) is not { } point || (IsGone(item.Value.Status) && !Lose(item.ClientHandle, batch.Subscription)))
            {
                continue;
            }

            var decoded = structures.Decode(point, item.Value, batch.Subscription.DataTypes);
            group.Add(ValueMapping.SampleOf(point, decoded, batch.ReceivedTicks, batch.Subscription.Namespaces));
            lead = item.Value.SourceTimestamp.IsNull ? lead : Math.Max(lead, item.Value.SourceTimestamp.Ticks - batch.ReceivedTicks);
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

    /// <summary>Which points changed is not known: all machines of the subscription are concerned.</summary>
    public ValueTask ReportLossAsync(CancellationToken cancellationToken) => ReportLossAsync(_life.LastTicks, cancellationToken);

    private ValueTask ReportLossAsync(long fromTicks, CancellationToken cancellationToken)
    {
        var now = UaDateTime.Now(time).Ticks;
        var group = queue.Rent();
        foreach (var equipment in _equipment)
        {
            group.Gaps.Add(new Gap([], fromTicks == 0 ? null : fromTicks, now, SampleCount: 0, GapReason.SourceLost, equipment));
        }

        return queue.WriteAsync(group, cancellationToken);
    }
}
