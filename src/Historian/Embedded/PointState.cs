using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>What is known of one point without reading: its newest sample and the days that hold its rows.</summary>
internal sealed class PointState
{
    private readonly Lock _lock = new();
    private Sample _published;
    private int _publishedFirstDay;
    private int _publishedLastDay;
    private bool _isPublished;

    /// <summary>The newest sample, the writer's view.</summary>
    public Sample Newest { get; private set; }

    /// <summary>Nothing else is at the newest sample's instant; false = that is not known.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>The place of the newest sample's record, when one before it was not stored yet; told only while <see cref="IsAlone"/>.</summary>
    public RecordPlace? Overtaking { get; private set; }

    /// <summary>True until the first sample.</summary>
    public bool IsEmpty { get; private set; } = true;

    public int FirstDay { get; private set; } = int.MaxValue;

    public int LastDay { get; private set; } = int.MinValue;

    /// <summary>True while the writer's view is not published.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Where no samples are, neither stored nor in the running commit.</summary>
    public EmptyStretch Empty { get; private set; }

    /// <summary>True when the running commit has samples that came late: a look at what is stored does not see them.</summary>
    public bool HasLate { get; private set; }

    /// <summary>The source time of the newest sample that a look at what is stored sees; <see cref="long.MinValue"/> = there is none.</summary>
    public long NewestStoredTicks => _isPublished ? _published.SourceTicks : long.MinValue;

    /// <summary>Takes up what was stored before this process began.</summary>
    public void Restore(in Sample newest, int firstDay, int lastDay)
    {
        (Newest, IsEmpty, FirstDay, LastDay) = (newest, false, firstDay, lastDay);
        Publish();
    }

    /// <summary>The sample is stored; true when the range of days grew.</summary>
    public bool Add(in Sample sample, bool isLastAtItsInstant, RecordPlace? overtaking)
    {
        if (IsEmpty || sample.SourceTicks >= Newest.SourceTicks)
        {
            IsAlone = IsEmpty || sample.SourceTicks > Newest.SourceTicks;
            Overtaking = overtaking;
        }

        if (IsEmpty || sample.SourceTicks > Newest.SourceTicks || (sample.SourceTicks == Newest.SourceTicks && isLastAtItsInstant))
        {
            (Newest, IsEmpty) = (sample, false);
        }

        var day = RowKey.DayOf(sample.SourceTicks);
        var grew = day < FirstDay || day > LastDay;
        FirstDay = Math.Min(FirstDay, day);
        LastDay = Math.Max(LastDay, day);
        return grew;
    }

    /// <summary>A sample that is not the newest is in the running commit.</summary>
    public void AddLate(long ticks)
    {
        HasLate = true;
        Empty = Empty.Contains(ticks) ? Empty with { After = ticks } : Empty;
    }

    /// <summary>It was looked where the next sample is, when nothing late was in the running commit.</summary>
    public void Found(EmptyStretch empty) => Empty = empty;

    /// <summary>Lets readers see what is committed.</summary>
    public void Publish()
    {
        HasLate = false;
        lock (_lock)
        {
            (_published, _publishedFirstDay, _publishedLastDay, _isPublished) = (Newest, FirstDay, LastDay, true);
        }

        IsTouched = false;
    }

    /// <summary>The committed view; false when nothing of the point is.</summary>
    public bool TryGet(out Sample newest, out int firstDay, out int lastDay)
    {
        lock (_lock)
        {
            (newest, firstDay, lastDay) = (_published, _publishedFirstDay, _publishedLastDay);
            return _isPublished;
        }
    }
}
