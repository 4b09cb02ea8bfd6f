using IndustrialGateway.Buffering.Disk;
using IndustrialGateway.Buffering.Log;

namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// Puts groups of records on the medium, segment after segment. One thread. A segment on which anything failed is left
/// as it is (the system may have dropped what it could not write): the group goes on in a new one.
/// </summary>
internal sealed class SegmentWriter(
    LogFolder folder, SegmentList segments, NewestFile newest, Ledger ledger, Reclaim reclaim, LivedTime lived, LogPosition start,
    UInt128 epoch, int segmentBytes)
{
    private Segment? _active;
    private LogPosition _durable = start;

    /// <summary>Everything before is on the medium.</summary>
    public Watermark Durable { get; } = new(start.Sequence);

    public long Syncs { get; private set; }

    /// <summary>
    /// Makes the records of <paramref name="group"/> from <paramref name="done"/> on durable, moving it as it goes.
    /// </summary>
    /// <exception cref="IOException">The rest is not durable: call again with the same group.</exception>
    public void Write(Span<byte> group, ref int done)
    {
        while (done < group.Length)
        {
            var active = _active ??= Begin(RecordHeader.ReadTime(group[done..]));
            var room = segmentBytes - SegmentFooter.Size - active.End;
            var (bytes, last) = Measure(group[done..], room);
            if (bytes == 0)
            {
                SealActive();
                continue;
            }

            try
            {
                Put(active, group.Slice(done, bytes), last);
            }
            catch (Exception failure) when (DiskErrors.IsOne(failure))
            {
                Abandon();
                throw;
            }

            done += bytes;
        }
    }

    /// <summary>Ends the active segment with its footer, so that the next start need not scan it. No record depends on its success.</summary>
    public void SealActive()
    {
        if (_active is not { } active)
        {
            return;
        }

        _active = null;
        active.MakeFinal();
        if (active.IsEmpty)
        {
            RemoveEmpty(active);
            return;
        }

        try
        {
            LogFolder.Seal(active);
        }
        catch (IOException)
        {
            // Its records are durable; it is scanned at the next start.
        }
    }

    /// <summary>Ends the active segment when nothing was appended for so long that its records are too old.</summary>
    public void SealWhenTooOld()
    {
        if (_active is { IsEmpty: false } active && reclaim.IsTooOld(active))
        {
            SealActive();
        }
    }

    /// <summary>How many whole records fit into the room, and where the last of them begins.</summary>
    private static (int Bytes, int Last) Measure(ReadOnlySpan<byte> records, long room)
    {
        var (bytes, last) = (0, 0);
        while (bytes < records.Length)
        {
            var extent = RecordHeader.ExtentOf(RecordHeader.ReadLength(records[bytes..]));
            if (bytes + extent > room)
            {
                break;
            }

            last = bytes;
            bytes += extent;
        }

        return (bytes, last);
    }

    private void Put(Segment segment, Span<byte> records, int last)
    {
        for (var at = 0; at < records.Length;)
        {
            var record = records[at..];
            var length = RecordHeader.ReadLength(record);
            var behind = (int)(RecordHeader.ReadSequence(record) - _durable.Sequence);
            RecordHeader.Seal(record, length, behind, segment.Header.Salt);
            at += RecordHeader.ExtentOf(length);
        }

        segment.File.Write(records, segment.End);
        segment.File.Sync();
        Syncs++;
        _ = RecordHeader.TryRead(records[last..], segment.Header.Salt, out var header);
        _durable = new LogPosition(header.Sequence + 1, header.SamplesBefore + header.Samples);
        segment.LastLived = lived.Ticks;
        segment.Publish(segment.End + records.Length, _durable.Sequence, _durable.Samples, header.Time);
        Durable.Advance(_durable.Sequence);
    }

    /// <param name="time">When the first record for it was appended: that may have waited long for the disk.</param>
    private Segment Begin(long time)
    {
        reclaim.MakeRoom();
        var header = new SegmentHeader(
            epoch, _durable.Sequence, _durable.Samples, ledger.Acknowledged.Sequence, time, SegmentHeader.NewSalt(),
            lived.Ticks);
        var segment = folder.Create(header, segmentBytes, segments);
        newest.Begin(header, Since(header));
        segments.Add(segment);
        return segment;
    }

    // What is missing before the oldest and is not acknowledged was appended before it.
    private long? Since(in SegmentHeader begun)
    {
        var oldest = segments.Snapshot.FirstOrDefault()?.Header ?? begun;
        return ledger.Acknowledged.Sequence < oldest.BaseSequence ? null : oldest.Created;
    }

    private void RemoveEmpty(Segment segment)
    {
        newest.Clear();
        folder.Remove(segment, segments);
    }

    private void Abandon()
    {
        if (_active is { } failed)
        {
            _active = null;
            failed.MakeFinal();
            if (failed.IsEmpty)
            {
                RemoveEmpty(failed);
            }
        }
    }
}
