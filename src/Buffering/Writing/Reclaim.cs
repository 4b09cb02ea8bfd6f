using IndustrialGateway.Buffering.Log;

namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// Gives space back: of what is acknowledged as soon as it is, of what is not when a bound demands it. Nothing goes before
/// the cursor that accounts for it is on the medium. The flusher's thread, but for <see cref="Shed"/>.
/// </summary>
internal sealed class Reclaim(
    LogFolder folder, SegmentList segments, Ledger ledger, CursorFile cursor, LivedTime lived, DurableBufferOptions options)
{
    // What a kill may take away from the age of records.
    private static readonly long SaveLivedEvery = TimeSpan.FromMinutes(1).Ticks;
    private long _savedChanges = ledger.Changes;
    private long _seenChanges = -1;
    private Segment[]? _seenSegments;
    private long _savedLived = lived.Ticks;
    private long _toShed;

    private bool HasRoom => segments.Bytes + options.SegmentBytes <= options.MaxBytes;

    /// <summary>So many bytes are to be given back, whatever is in them; oldest first.</summary>
    public void Shed(long bytes) => Interlocked.Exchange(ref _toShed, bytes);

    /// <summary>Sees to it that a new segment is within the bound.</summary>
    /// <exception cref="BufferFullException">It would take dropping what must not be dropped.</exception>
    public void MakeRoom()
    {
        if (!HasRoom)
        {
            RemoveAcknowledged();
        }

        while (!HasRoom && segments.Snapshot is [var oldest, ..])
        {
            if (options.WhenFull == WhenFull.Wait)
            {
                throw new BufferFullException();
            }

            Drop(oldest, SkipReason.Evicted);
        }
    }

    /// <summary>Removes what is acknowledged, too old or to be shed.</summary>
    /// <param name="isDue">The cursor was not saved for a while.</param>
    public void Tidy(bool isDue)
    {
        if (ledger.Changes != _seenChanges || segments.Snapshot != _seenSegments)
        {
            RemoveAcknowledged();
        }

        if (isDue)
        {
            Expire();
            DropToShed();
            if (ledger.Changes != _savedChanges || lived.Ticks - _savedLived > SaveLivedEvery)
            {
                _ = Save();
            }
        }
    }

    /// <summary>Returns when the account is on the medium.</summary>
    public CursorState Save()
    {
        var changes = ledger.Changes;
        var state = ledger.State with { Lived = lived.Ticks, MaxBytes = options.MaxBytes };
        cursor.Save(state);
        (_savedChanges, _savedLived) = (changes, state.Lived);
        return state;
    }

    /// <summary>Whether a segment's newest record is older than records may become.</summary>
    public bool IsTooOld(Segment segment) => options.MaxAge is { } most && lived.Ticks - segment.LastLived > most.Ticks;

    private void RemoveAcknowledged()
    {
        var all = segments.Snapshot;
        (_seenChanges, _seenSegments) = (ledger.Changes, all);
        var acknowledged = ledger.Acknowledged.Sequence;
        List<Segment>? done = null;
        foreach (var segment in all)
        {
            // The newest stays while there is a hole before it: it says which sequences were used.
            var isDone = segment.IsFinal
                && (segment.NextSequence <= acknowledged || (segment != all[^1] && ledger.IsAcknowledged(segment.Range)));
            if (isDone)
            {
                (done ??= []).Add(segment);
            }
        }

        if (done is null)
        {
            return;
        }

        var state = Save();
        foreach (var segment in done.Where(segment => state.Explains(segment.Range)))
        {
            folder.Remove(segment, segments);
        }
    }

    private void Expire()
    {
        while (segments.Snapshot is [{ IsFinal: true } oldest, ..] && IsTooOld(oldest))
        {
            Drop(oldest, SkipReason.Expired);
        }
    }

    private void DropToShed()
    {
        for (var bytes = Interlocked.Exchange(ref _toShed, 0); bytes > 0 && segments.Snapshot is [{ IsFinal: true } oldest, ..];)
        {
            bytes -= oldest.FileBytes;
            Drop(oldest, SkipReason.Shed);
        }
    }

    private void Drop(Segment segment, SkipReason reason)
    {
        ledger.Drop(segment.Range, reason, segment.Header.Created, segment.LastTime);
        _ = Save();
        folder.Remove(segment, segments);
    }
}
