using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>One file of the log: the writer publishes what is durable in it, readers see no further.</summary>
internal sealed class Segment(string path, SegmentHeader header, IDiskFile file)
{
    private long _end = SegmentHeader.DataStart;
    private long _next = header.BaseSequence;
    private volatile bool _final;
    private volatile bool _dropped;

    public string Path { get; } = path;

    public SegmentHeader Header { get; } = header;

    public IDiskFile File { get; } = file;

    public long BaseSequence => Header.BaseSequence;

    /// <summary>The sequence after the last durable record. Read it before <see cref="End"/>.</summary>
    public long NextSequence => Volatile.Read(ref _next);

    /// <summary>The offset after the last durable record.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Nothing will be added. Read it before <see cref="NextSequence"/>.</summary>
    public bool IsFinal => _final;

    /// <summary>Evicted or removed: its file is closed or about to be.</summary>
    public bool IsDropped => _dropped;

    /// <summary>The samples of all records up to the end; the writer's until the segment is final.</summary>
    public long SamplesNext { get; private set; } = header.SamplesBefore;

    /// <summary>When the last record was appended, UTC ticks; the writer's until the segment is final.</summary>
    public long LastTime { get; private set; } = header.Created;

    /// <summary>How long the buffer had been open when the last record was appended (<see cref="SegmentHeader.Lived"/>).</summary>
    public long LastLived { get; set; } = header.Lived;

    /// <summary>Its records, when it is final.</summary>
    public LogRange Range => new(new LogPosition(BaseSequence, Header.SamplesBefore), new LogPosition(NextSequence, SamplesNext));

    /// <summary>A hole from here on may never have been durable.</summary>
    public long CertainBefore { get; private set; } = long.MaxValue;

    /// <summary>What it takes on disk.</summary>
    public long FileBytes { get; set; }

    public bool IsEmpty => NextSequence == BaseSequence;

    /// <summary>Lets readers see up to here. One thread only.</summary>
    public void Publish(long end, long next, long samplesNext, long lastTime)
    {
        SamplesNext = samplesNext;
        LastTime = lastTime;
        Volatile.Write(ref _end, end);
        Volatile.Write(ref _next, next);
    }

    public void MakeFinal(long certainBefore = long.MaxValue)
    {
        CertainBefore = certainBefore;
        _final = true;
    }

    public SegmentFooter Footer(long certainBefore) => new(End, NextSequence, SamplesNext, LastTime, certainBefore, LastLived == long.MaxValue ? 0 : LastLived);

    /// <summary>The place before a sequence, looked up; null when damage hides it.</summary>
    /// <exception cref="ObjectDisposedException">The segment was dropped meanwhile.</exception>
    public LogPosition? Locate(long sequence)
    {
        var walker = new SegmentWalker();
        walker.Start(Header);
        if (walker.TryFind(File, Header.Salt, End, sequence, NextSequence, out var found, out _) && found.Sequence == sequence)
        {
            return new LogPosition(sequence, found.SamplesBefore);
        }

        return walker.Passed == sequence ? new LogPosition(sequence, walker.SamplesPassed) : null;
    }

    public void Drop()
    {
        _dropped = true;
        File.Dispose();
    }
}
