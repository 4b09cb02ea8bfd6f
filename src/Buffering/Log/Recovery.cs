using IndustrialGateway.Buffering.Disk;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// Puts a folder in order before anything is written to it: what is whole is kept, nothing is ever appended to a segment
/// of an earlier run, and only files of this buffer count.
/// </summary>
internal sealed partial class Recovery(IDisk disk, DurableBufferOptions options, TimeProvider time, ILogger logger)
{
    private readonly string _folder = options.Folder;
    private readonly LogFolder _files = new(disk, options.Folder);
    private readonly SegmentList _segments = new();
    private readonly NewestFile _newestFile = new(disk, options.Folder);
    private readonly List<IDiskFile> _open = [];
    private long _floor = 1;
    private long _newest;

    /// <summary>What a buffer begins with.</summary>
    internal sealed record Result(
        SegmentList Segments, LogFolder Files, CursorFile Cursor, NewestFile Newest, CursorState State, LogPosition Next);

    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public Result Run()
    {
        var names = disk.List(_folder);
        foreach (var name in names.Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            disk.Delete(Path.Combine(_folder, name));
        }

        var cursor = CursorFile.Open(disk, _folder, names.Contains("cursor"), out var state);
        try
        {
            var found = OpenSegments(names.Where(name => name.EndsWith(LogFolder.Extension, StringComparison.Ordinal)));
            _newestFile.Read(names.Contains(NewestFile.Name));
            var epoch = Epoch(names.Contains(EpochFile.Name), state, found);
            Restore(found, epoch);
            var own = state is { } read && read.Epoch == epoch ? read : default(CursorState?);
            MissNewest(own);
            var result = Settle(cursor, own, epoch);
            cursor.Save(result.State);
            return result;
        }
        catch
        {
            cursor.Dispose();
            _open.ForEach(file => file.Dispose());
            throw;
        }
    }

    private List<Segment> OpenSegments(IEnumerable<string> names)
    {
        List<Segment> found = [];
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(_folder, name);
            var file = disk.Open(path);
            _open.Add(file);
            if (SegmentHeader.TryRead(file, path, out var header))
            {
                found.Add(new Segment(path, header, file) { FileBytes = file.Length });
                continue;
            }

            // Without a header nothing in it can be checked. Its sequences, however many, must not be used again all the same.
            if (long.TryParse(Path.GetFileNameWithoutExtension(name), out var first))
            {
                _newest = Math.Max(_newest, first);
                KeepClear(first, Math.Max(file.Length, options.SegmentBytes));
            }

            file.Dispose();
            SetAside(path, "damaged");
        }

        return [.. found.OrderBy(segment => segment.BaseSequence).ThenByDescending(segment => segment.FileBytes)];
    }

    private UInt128 Epoch(bool exists, CursorState? state, List<Segment> found)
    {
        if (exists && EpochFile.Read(disk, _folder) is { } epoch)
        {
            return epoch;
        }

        var known = state?.Epoch ?? found.LastOrDefault()?.Header.Epoch;
        if (exists || known is not null)
        {
            LogEpochLost(known is not null);
        }

        var chosen = known ?? EpochFile.New();
        EpochFile.Write(disk, _folder, chosen);
        return chosen;
    }

    private void Restore(List<Segment> found, UInt128 epoch)
    {
        var own = new List<Segment>();
        foreach (var segment in found)
        {
            if (segment.Header.Epoch == epoch && (own.Count == 0 || own[^1].BaseSequence < segment.BaseSequence))
            {
                own.Add(segment);
            }
            else
            {
                segment.File.Dispose();
                SetAside(segment.Path, "foreign");
            }
        }

        for (var i = 0; i < own.Count; i++)
        {
            own[i].LastLived = i + 1 < own.Count ? own[i + 1].Header.Lived : long.MaxValue;
            Restore(own[i], i + 1 < own.Count ? own[i + 1].BaseSequence : long.MaxValue);
        }
    }

    /// <summary>Takes the footer's word or scans; a scanned segment is sealed at its last whole record.</summary>
    private void Restore(Segment segment, long limit)
    {
        _segments.Add(segment);
        _floor = Math.Max(_floor, segment.BaseSequence);
        _newest = Math.Max(_newest, segment.BaseSequence);
        if (SegmentFooter.TryRead(segment.File, segment.Header, out var footer) && footer.NextSequence <= limit)
        {
            segment.Publish(footer.DataEnd, footer.NextSequence, footer.SamplesNext, footer.LastTime);
            segment.LastLived = footer.LastLived > 0 ? footer.LastLived : segment.LastLived;
            segment.MakeFinal(footer.CertainBefore);
            return;
        }

        var certain = Scan(segment, limit);
        segment.MakeFinal(certain);
        if (limit == long.MaxValue && IsCutShort(segment))
        {
            LogCutShort(segment.Path, segment.NextSequence);
            KeepClear(segment.NextSequence, Math.Max(0, options.SegmentBytes - segment.End));
        }

        WriteAgain(segment, certain);
        if (segment.IsEmpty)
        {
            _newestFile.Clear();
            _files.Remove(segment, _segments);
            return;
        }

        LogFolder.Seal(segment);
    }

    /// <summary>Sequences that stood in so many bytes, of which nothing is left to tell: each record has a header at least.</summary>
    private void KeepClear(long first, long bytes) => _floor = Math.Max(_floor, first + (bytes / RecordHeader.Size) + 1);

    /// <summary>
    /// Whether the end of a file was cut off. Until a segment is sealed it ends in the place that is kept for its footer; when it is, in the footer.
    /// </summary>
    private static bool IsCutShort(Segment segment)
    {
        Span<byte> end = stackalloc byte[SegmentFooter.Size];
        try
        {
            return segment.FileBytes < SegmentHeader.DataStart + end.Length
                || segment.File.Read(end, segment.FileBytes - end.Length) < end.Length
                || end.ContainsAnyExcept((byte)0);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static long Scan(Segment segment, long limit)
    {
        var walker = new SegmentWalker();
        walker.Start(segment.Header);
        var certain = segment.BaseSequence;
        while (walker.TryFind(
            segment.File, segment.Header.Salt, segment.FileBytes, walker.Passed, limit, out var header, out _))
        {
            walker.Pass(header);
            certain = Math.Max(certain, header.CertainBefore);
            segment.Publish(walker.Offset, walker.Passed, walker.SamplesPassed, header.Time);
        }

        return certain;
    }

    /// <summary>
    /// The last group may be in the page cache alone, left there as clean by a sync that failed: written again, the sync
    /// that seals the segment puts it on the medium.
    /// </summary>
    private static void WriteAgain(Segment segment, long certain)
    {
        var walker = new SegmentWalker();
        walker.Start(segment.Header);
        _ = walker.TryFind(segment.File, segment.Header.Salt, segment.End, certain, segment.NextSequence, out _, out _);
        var bytes = new byte[Math.Min(1 << 20, segment.End - walker.Offset)];
        for (var offset = walker.Offset; offset < segment.End; offset += bytes.Length)
        {
            var piece = bytes.AsSpan(0, (int)Math.Min(bytes.Length, segment.End - offset));
            int read;
            try
            {
                read = segment.File.Read(piece, offset);
            }
            catch (IOException)
            {
                // Read from the medium, hence not in the page cache alone.
                continue;
            }

            segment.File.Write(piece[..read], offset);
        }
    }

    /// <summary>Keeps clear of the sequences of a newest segment that is gone, unless all of it was acknowledged or dropped.</summary>
    private void MissNewest(CursorState? read)
    {
        var first = _newestFile.Found.First;
        if (first > _newest && first >= (read?.GoneBefore ?? 0))
        {
            LogNewestLost(first);
            KeepClear(first, options.SegmentBytes);
        }
    }

    private Result Settle(CursorFile cursor, CursorState? read, UInt128 epoch)
    {
        var state = read ?? WithoutCursor(epoch);
        foreach (var segment in _segments.Snapshot)
        {
            // Removed or dropped before the crash: the file's name outlived it.
            if (segment.NextSequence <= state.GoneBefore)
            {
                _floor = Math.Max(_floor, segment.NextSequence);
                _files.Remove(segment, _segments);
            }
        }

        var last = _segments.Snapshot.LastOrDefault();
        var next = new LogPosition(
            Math.Max(Math.Max(_floor, last?.NextSequence ?? 1), state.KnownBefore.Sequence),
            Math.Max(last?.SamplesNext ?? 0, state.KnownBefore.Samples));
        state = state with { Lived = Math.Max(state.Lived, last?.Header.Lived ?? 0), MaxBytes = options.MaxBytes };
        foreach (var segment in _segments.Snapshot)
        {
            segment.LastLived = Math.Min(segment.LastLived, state.Lived);
        }

        LogOpened(_folder, _segments.Snapshot.Length, state.Acknowledged.Sequence, next.Sequence);
        return new Result(_segments, _files, cursor, _newestFile, state, next);
    }

    /// <summary>Everything that is there counts as not acknowledged, except what the segments themselves know better.</summary>
    private CursorState WithoutCursor(UInt128 epoch)
    {
        var oldest = _segments.Snapshot.FirstOrDefault();
        if (oldest is not null)
        {
            LogCursorLost();
        }

        var acknowledged = oldest is null ? new LogPosition(_floor, 0) : new LogPosition(oldest.BaseSequence, oldest.Header.SamplesBefore);
        return new CursorState { Epoch = epoch, Acknowledged = acknowledged };
    }

    private void SetAside(string path, string why)
    {
        var target = $"{path}.{time.GetUtcNow().UtcTicks}.{why}";
        disk.Rename(path, target);
        LogSetAside(target);
    }

    [LoggerMessage(LogLevel.Information, "{Folder}: {Segments} segments, acknowledged before {Acknowledged}, next {Next}")]
    private partial void LogOpened(string folder, int segments, long acknowledged, long next);

    [LoggerMessage(LogLevel.Error, "The buffer's epoch file was damaged or missing; taken from its other files: {Known}")]
    private partial void LogEpochLost(bool known);

    [LoggerMessage(LogLevel.Error, "The buffer's cursor was damaged or missing; what is there is sent again")]
    private partial void LogCursorLost();

    [LoggerMessage(LogLevel.Error, "{Path} has lost its end: records from {Sequence} on may have been in it, how many is not known")]
    private partial void LogCutShort(string path, long sequence);

    [LoggerMessage(LogLevel.Error, "The newest segment is gone: records from {Sequence} on were in it, how many is not known")]
    private partial void LogNewestLost(long sequence);

    [LoggerMessage(LogLevel.Error, "A file that is not a whole segment of this buffer was set aside as {Path}")]
    private partial void LogSetAside(string path);
}
