using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// A source's points and what became of their items at the server, by the items' numbers. A number is never given twice, so that a late value never
/// comes under another point's name. Any thread looks; one at a time changes the points.
/// </summary>
internal sealed class ItemTable
{
    private volatile Entry?[] _entries;
    private volatile IReadOnlyList<PlannedPoint> _points;
    private long _serverLead = long.MinValue;
    private int _mark;

    public ItemTable(IReadOnlyList<PlannedPoint> points)
    {
        _entries = [.. points.Select(point => new Entry(point))];
        _points = points;
    }

    /// <summary>Who takes a value for the point that it finds here passes through, from the finding until the value is on its way.</summary>
    public Passage Passage { get; } = new();

    /// <summary>Those that are read now.</summary>
    public IReadOnlyList<PlannedPoint> Points => _points;

    public int Good => Present.Count(item => !item.Entry.Status.IsBad);

    public int Bad => Present.Count(item => item.Entry.Status.IsBad);

    /// <summary>Numbers of points that are gone: they take a little memory each.</summary>
    public int Vacated => _entries.Length - _points.Count;

    /// <summary>The numbers of the items that the server refused.</summary>
    public IReadOnlyList<uint> Refused => [.. Present.Where(item => item.Entry.Status.IsBad).Select(item => item.Handle)];

    /// <summary>The numbers of the items that bring events.</summary>
    public IEnumerable<uint> Listening => Present.Where(item => item.Entry.Point.Events is not null).Select(item => item.Handle);

    private IEnumerable<(uint Handle, Entry Entry)> Present => _entries.Index().Where(item => item.Item is not null).Select(item => ((uint)item.Index + 1, item.Item!));

    /// <summary>How far the server's clock was ahead of the gateway's when its last message came, less what that took; null = none came.</summary>
    public long? ServerLeadTicks => Volatile.Read(ref _serverLead) is var lead && lead == long.MinValue ? null : lead;

    /// <summary>Those that are read now, with how far the times of their values run ahead of when they were sent, at the most; null = none came.</summary>
    public IEnumerable<(PlannedPoint Point, long? LeadTicks)> Leads => Present.Select(item => (item.Entry.Point, item.Entry.Lead));

    /// <summary>The point's handle in the gateway; null for a number that nobody has (any longer).</summary>
    public int? Find(uint clientHandle) => At(clientHandle)?.Point.Point;

    /// <summary>The point; null for a number that nobody has (any longer).</summary>
    public PlannedPoint? PointOf(uint clientHandle) => At(clientHandle)?.Point;

    /// <summary>A message came that the server sent at this time.</summary>
    public void Hear(UaDateTime publishTime, long receivedTicks)
    {
        if (!publishTime.IsNull)
        {
            Volatile.Write(ref _serverLead, publishTime.Ticks - receivedTicks);
        }
    }

    /// <summary>The point of a value that came with a message; null for a number that nobody has (any longer).</summary>
    /// <param name="isChange">It has happened while it was listened to: what came before it, on the same subscription, was of an earlier time.</param>
    public PlannedPoint? Hear(uint clientHandle, UaDateTime sourceTime, in NotificationBatch batch, out bool isChange)
    {
        var entry = At(clientHandle);
        isChange = !batch.IsHeartbeat && entry?.IsChange(sourceTime, batch.Token.Life) == true;
        entry?.Hear(sourceTime, batch.PublishTime.IsNull ? batch.ReceivedTicks : batch.PublishTime.Ticks);
        if (entry is not null && !batch.IsHeartbeat)
        {
            entry.Mark = LastMark;
        }

        return entry?.Point;
    }

    /// <summary>The last moment that somebody marked.</summary>
    public int LastMark => Volatile.Read(ref _mark);

    /// <summary>Marks this moment, to ask about it later.</summary>
    public int Mark() => Interlocked.Increment(ref _mark);

    /// <summary>The points of which nothing has come since a moment that was marked.</summary>
    public HashSet<PlannedPoint> UnheardSince(int mark) => [.. Present.Where(item => item.Entry.Mark < mark).Select(item => item.Entry.Point)];

    public StatusCode StatusOf(uint clientHandle) => At(clientHandle)?.Status ?? StatusCode.BadMonitoredItemIdInvalid;

    public void Take(IEnumerable<ItemResult> results)
    {
        foreach (var result in results)
        {
            if (At(result.Item.ClientHandle) is { } entry)
            {
                entry.Status = result.Status;
            }
        }
    }

    /// <summary>The machine says of a point that its node is not there (any longer): true when that is news.</summary>
    public bool TryLose(uint clientHandle) => At(clientHandle)?.TryLose() == true;

    /// <summary>Puts the points that were found in the place of those before; what is the same keeps its number.</summary>
    /// <param name="isWhole">Something may be missing among what was found when this is false: nothing goes then.</param>
    /// <returns>The numbers of the points that are new, and of those that are gone, which nobody finds any longer.</returns>
    public ItemChange Change(IReadOnlyList<PlannedPoint> found, bool isWhole)
    {
        var before = Present.ToDictionary(item => item.Entry.Point.Node);
        var there = found.ToDictionary(point => point.Node);
        var gone = before.Values.Where(item => there.TryGetValue(item.Entry.Point.Node, out var point) ? point != item.Entry.Point : isWhole).ToArray();
        PlannedPoint[] added = [.. found.Where(point => !before.TryGetValue(point.Node, out var item) || item.Entry.Point != point)];
        var first = (uint)_entries.Length + 1;
        Entry?[] entries = [.. _entries, .. added.Select(point => new Entry(point))];
        foreach (var (handle, _) in gone)
        {
            entries[handle - 1] = null;
        }

        _entries = entries;
        _points = [.. entries.OfType<Entry>().Select(entry => entry.Point)];
        return new ItemChange(
            [.. added.Select((_, index) => first + (uint)index)],
            [.. gone.Select(item => new GoneItem(item.Handle, item.Entry.Point, item.Entry.TryLose()))]);
    }

    /// <summary>The items that are read in this way.</summary>
    public IReadOnlyList<ItemRequest> Requests(ReadMode mode) =>
        [.. Present.Where(item => item.Entry.Point.Item.Mode == mode).Select(item => Request(item.Handle, item.Entry.Point))];

    public static ItemRequest Request(uint clientHandle, PlannedPoint point) => point.Events is { } events ? new(clientHandle, point.Node) { Events = events } : new(clientHandle, point.Node)
    {
        SamplingInterval = point.Item.SamplingInterval,
        QueueSize = (uint?)point.Item.QueueSize,
        DiscardOldest = point.Item.Discard == DiscardedValues.Oldest,
        Deadband = point.Item.Deadband,
        Trigger = point.Item.Trigger,
    };

    private Entry? At(uint clientHandle)
    {
        var entries = _entries;
        return clientHandle - 1 < (uint)entries.Length ? entries[clientHandle - 1] : null;
    }

    private sealed class Entry(PlannedPoint point)
    {
        private uint _status = StatusCode.BadServerNotConnected.Value;

        // The news of one item come one after the other.
        private long _lead = long.MinValue;
        private int _mark;
        private (int Life, long Ticks) _before = (-1, 0);

        public PlannedPoint Point => point;

        public long? Lead => Volatile.Read(ref _lead) is var lead && lead == long.MinValue ? null : lead;

        public StatusCode Status
        {
            get => new(Volatile.Read(ref _status));
            set => Volatile.Write(ref _status, value.Value);
        }

        /// <summary>The last moment that was marked before the last news.</summary>
        public int Mark
        {
            get => Volatile.Read(ref _mark);
            set => Volatile.Write(ref _mark, value);
        }

        public void Hear(UaDateTime sourceTime, long sentTicks)
        {
            var lead = sourceTime.Ticks - sentTicks;
            if (lead > _lead && !sourceTime.IsNull)
            {
                Volatile.Write(ref _lead, lead);
            }
        }

        public bool IsChange(UaDateTime sourceTime, int life)
        {
            var before = _before;
            _before = (life, sourceTime.Ticks);
            return before.Life == life && sourceTime.Ticks > before.Ticks && !sourceTime.IsNull;
        }

        public bool TryLose() => Interlocked.Exchange(ref _status, StatusCode.BadNodeIdUnknown.Value) != StatusCode.BadNodeIdUnknown.Value;
    }
}

/// <summary>What a new plan made of the points before.</summary>
internal sealed record ItemChange(IReadOnlyList<uint> Added, IReadOnlyList<GoneItem> Gone)
{
    public bool IsNone => Added.Count == 0 && Gone.Count == 0;
}

/// <summary>A point that is not read any longer.</summary>
/// <param name="IsUntold">The platform does not know yet that there will be no more values.</param>
internal readonly record struct GoneItem(uint Handle, PlannedPoint Point, bool IsUntold);
