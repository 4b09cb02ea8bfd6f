using IndustrialGateway.Buffering.Disk;
using IndustrialGateway.Buffering.Log;

namespace IndustrialGateway.Buffering;

/// <summary>
/// Looks at the files of a buffer that another process may be writing, without its lock and without changing anything: what
/// is written, or goes, while it looks is seen or not. One thread at a time.
/// </summary>
public sealed class BufferView : IDisposable
{
    private readonly List<Segment> _segments;
    private readonly Ledger _ledger;
    private readonly CursorState _cursor;
    private readonly LogPosition _next;
    private readonly long _lastTime;

    private BufferView(List<Segment> segments, CursorState cursor)
    {
        (_segments, _cursor, _ledger) = (segments, cursor, new Ledger(cursor));
        _next = cursor.KnownBefore;
        foreach (var segment in segments)
        {
            Measure(segment);
            _lastTime = Math.Max(_lastTime, segment.LastTime);
            _next = segment.NextSequence > _next.Sequence ? new LogPosition(segment.NextSequence, segment.SamplesNext) : _next;
        }
    }

    /// <summary>The files of a buffer as they are now.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no buffer.</exception>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static BufferView Open(string folder)
    {
        var segments = new List<Segment>();
        try
        {
            // The cursor first: what is acknowledged and removed after that is missed by nobody.
            var cursor = ReadCursor(Path.Combine(folder, "cursor"));
            foreach (var path in Directory.EnumerateFiles(folder, "*" + LogFolder.Extension))
            {
                if (TryOpen(path) is { } segment)
                {
                    segments.Add(segment);
                }
            }

            segments.Sort((left, right) => left.BaseSequence.CompareTo(right.BaseSequence));
            return new BufferView(segments, cursor ?? WithoutCursor(segments));
        }
        catch
        {
            segments.ForEach(segment => segment.File.Dispose());
            throw;
        }
    }

    /// <summary>Figures of the moment in which the view was opened; the cursor, on which some rest, is written about once a second.</summary>
    public BufferViewFigures Figures
    {
        get
        {
            var (account, lost) = (_ledger.Account(_next), _ledger.Account(_next).Lost);
            var data = _segments.Sum(segment => segment.End - SegmentHeader.DataStart);
            var there = _next.Sequence - (_segments is [var oldest, ..] ? oldest.BaseSequence : _next.Sequence);
            var pendingBytes = there > 0 ? (long)(data * Math.Min(1.0, (double)account.Pending.Records / there)) : 0;
            return new BufferViewFigures
            {
                Bytes = _segments.Sum(segment => segment.FileBytes),
                PendingBytes = pendingBytes,
                MaxBytes = _cursor.MaxBytes > 0 ? _cursor.MaxBytes : null,
                PendingRecords = account.Pending.Records,
                PendingSamples = account.Pending.Samples,
                AcknowledgedRecords = account.Acknowledged.Records,
                AcknowledgedSamples = account.Acknowledged.Samples,
                EvictedSamples = lost.Evicted.Samples,
                ExpiredSamples = lost.Expired.Samples,
                ShedSamples = lost.Shed.Samples,
                DamagedRecords = lost.Damaged.Records,
                OldestAppendTime = account.Pending.Records > 0 ? OldestPending()?.AppendedAt : null,
                NewestAppendTime = _lastTime > 0 ? new DateTimeOffset(_lastTime, TimeSpan.Zero) : null,
                BytesPerSecond = BytesPerSecond(data),
            };
        }
    }

    /// <summary>The records that are there, in order, each valid until the next is asked for; those that the medium does not give back are left out.</summary>
    /// <param name="acknowledgedToo">Also those that are safe elsewhere and still there.</param>
    public IEnumerable<BufferEntry> Read(bool acknowledgedToo)
    {
        var walker = new SegmentWalker();
        for (var index = 0; index < _segments.Count; index++)
        {
            var segment = _segments[index];
            var before = index + 1 < _segments.Count ? _segments[index + 1].BaseSequence : long.MaxValue;
            walker.Start(segment.Header);
            while (walker.TryFind(segment.File, segment.Header.Salt, segment.End, walker.Passed, before, out var header, out var payload))
            {
                walker.Pass(header);
                var range = new LogRange(new LogPosition(header.Sequence, 0), new LogPosition(header.Sequence + 1, 0));
                if (acknowledgedToo || !_ledger.IsAcknowledged(range))
                {
                    yield return new BufferEntry(
                        header.Sequence, payload, header.Samples, new DateTimeOffset(header.Time, TimeSpan.Zero), Skipped: null);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _segments.ForEach(segment => segment.File.Dispose());

    private BufferEntry? OldestPending() => Read(acknowledgedToo: false).Select(entry => (BufferEntry?)entry).FirstOrDefault();

    // Over what is there: hours or days on a backlog, the last segment or two without one.
    private double? BytesPerSecond(long data)
    {
        var seconds = _segments is [var oldest, ..] ? new TimeSpan(_lastTime - oldest.Header.Created).TotalSeconds : 0;
        return seconds >= 1 ? data / seconds : null;
    }

    private static CursorState? ReadCursor(string path)
    {
        using var file = HostDisk.OpenToRead(path);
        return file is null ? null : CursorFile.ReadNewest(file, path);
    }

    private static CursorState WithoutCursor(List<Segment> segments) => new()
    {
        Acknowledged = segments is [var oldest, ..] ? new LogPosition(oldest.BaseSequence, oldest.Header.SamplesBefore) : new LogPosition(1, 0),
    };

    private static Segment? TryOpen(string path)
    {
        if (HostDisk.OpenToRead(path) is not { } file)
        {
            return null;
        }

        if (SegmentHeader.TryRead(file, path, out var header))
        {
            return new Segment(path, header, file) { FileBytes = file.Length };
        }

        file.Dispose();
        return null;
    }

    private static void Measure(Segment segment)
    {
        if (SegmentFooter.TryRead(segment.File, segment.Header, out var footer))
        {
            segment.Publish(footer.DataEnd, footer.NextSequence, footer.SamplesNext, footer.LastTime);
            return;
        }

        var walker = new SegmentWalker();
        walker.Start(segment.Header);
        while (walker.TryFind(segment.File, segment.Header.Salt, segment.FileBytes, walker.Passed, long.MaxValue, out var header, out _))
        {
            walker.Pass(header);
            segment.Publish(walker.Offset, walker.Passed, walker.SamplesPassed, header.Time);
        }
    }
}
