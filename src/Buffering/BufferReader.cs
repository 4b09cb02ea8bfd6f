using IndustrialGateway.Buffering.Log;

namespace IndustrialGateway.Buffering;

/// <summary>
/// Reads a buffer in order, never past what is durable, and says of every record that is missing why it is.
/// For one thread at a time; many readers may read one buffer.
/// </summary>
public sealed class BufferReader : IDisposable
{
    private const long NotKnown = -1;
    private readonly DurableBuffer _buffer;
    private readonly SegmentWalker _walker = new();
    private Segment? _segment;
    private LogPosition _position;
    private long _lastTime;

    internal BufferReader(DurableBuffer buffer, long fromSequence)
    {
        _buffer = buffer;
        Seek(fromSequence);
    }

    /// <summary>The sequence that is read next.</summary>
    public long Position => _position.Sequence;

    /// <summary>True as soon as there is something to read. There is always more to come: it ends by cancellation or by closing.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was closed.</exception>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        var wait = _buffer.Durable.WaitAsync(_position.Sequence + 1, cancellationToken);
        if (wait.IsCompletedSuccessfully)
        {
            wait.GetAwaiter().GetResult();
            return ValueTask.FromResult(true);
        }

        return FinishAsync(wait);
    }

    /// <summary>The next record or skipped range; false when there is nothing durable to read.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was closed.</exception>
    public bool TryRead(out BufferEntry entry)
    {
        while (_position.Sequence < _buffer.DurableBefore)
        {
            ObjectDisposedException.ThrowIf(_buffer.IsClosed, _buffer);
            if (_segment is null || _segment.IsDropped)
            {
                if (!TryEnter(out entry))
                {
                    continue;
                }

                return true;
            }

            try
            {
                if (TryReadHere(_segment, out entry))
                {
                    return true;
                }
            }
            catch (ObjectDisposedException) when (_segment.IsDropped)
            {
                // Dropped under our feet: what was in it is announced when the place is looked for again.
                continue;
            }

            if (_segment is not null)
            {
                break;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>Goes to a sequence, forwards or back; what is no longer there will be announced.</summary>
    public void Seek(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, _buffer.NextSequence);
        _segment = null;
        _position = _buffer.Ledger.TryFind(sequence, out var place) ? place : new LogPosition(sequence, NotKnown);
    }

    /// <inheritdoc/>
    public void Dispose() => _segment = null;

    private void Pass()
    {
        if (_position.Samples != NotKnown)
        {
            _buffer.Ledger.Passed(_position);
        }
    }

    private static async ValueTask<bool> FinishAsync(ValueTask wait)
    {
        await wait.ConfigureAwait(false);
        return true;
    }

    /// <summary>Finds the segment of the position; true with an entry when the position is no longer there.</summary>
    private bool TryEnter(out BufferEntry entry)
    {
        entry = default;
        _segment = _buffer.Segments.Find(_position.Sequence);
        if (_segment is not null)
        {
            _walker.Start(_segment.Header);
            _lastTime = _segment.Header.Created;
            return false;
        }

        var oldest = _buffer.Segments.Snapshot.FirstOrDefault();
        var place = oldest is null
            ? new LogPosition(_buffer.DurableBefore, NotKnown)
            : new LogPosition(oldest.BaseSequence, oldest.Header.SamplesBefore);
        if (place.Sequence <= _position.Sequence)
        {
            return false;
        }

        var from = _buffer.Noted.LostFrom(_position.Sequence);
        entry = Miss(place, SkipReason.Damaged, from, Math.Max(from, oldest?.Header.Created ?? _buffer.Opened));
        return true;
    }

    private bool TryReadHere(Segment segment, out BufferEntry entry)
    {
        var final = segment.IsFinal;
        var next = segment.NextSequence;
        var found = _walker.TryFind(
            segment.File, segment.Header.Salt, segment.End, _position.Sequence, next, out var header, out var payload);
        if (_position.Samples == NotKnown && _walker.Passed == _position.Sequence)
        {
            _position = _position with { Samples = _walker.SamplesPassed };
            Pass();
        }

        if (found && header.Sequence == _position.Sequence)
        {
            _walker.Pass(header);
            _lastTime = header.Time;
            _position = new LogPosition(header.Sequence + 1, header.SamplesBefore + header.Samples);
            Pass();
            entry = new BufferEntry(
                header.Sequence, payload, header.Samples, new DateTimeOffset(header.Time, TimeSpan.Zero), Skipped: null);
            return true;
        }

        if (found)
        {
            entry = Hole(segment, new LogPosition(header.Sequence, header.SamplesBefore), header.Time);
            return true;
        }

        if (_position.Sequence < next)
        {
            entry = Hole(segment, new LogPosition(next, final ? segment.SamplesNext : NotKnown), _lastTime);
            return true;
        }

        return TryLeave(segment, final, out entry);
    }

    /// <summary>Goes on to the following segment; true with an entry when records between the two are missing.</summary>
    private bool TryLeave(Segment segment, bool final, out BufferEntry entry)
    {
        entry = default;
        if (!final)
        {
            return false;
        }

        // A segment stands in the list before anything in it is durable: what is durable and in none is missing.
        var durable = _buffer.DurableBefore;
        var following = _buffer.Segments.After(segment);
        if (following is not null)
        {
            _segment = null;
        }

        var before = following is null
            ? new LogPosition(durable, NotKnown)
            : new LogPosition(following.BaseSequence, following.Header.SamplesBefore);
        if (before.Sequence <= _position.Sequence)
        {
            return false;
        }

        entry = Hole(segment, before, following?.Header.Created ?? Math.Max(_lastTime, _buffer.Opened));
        return true;
    }

    private BufferEntry Hole(Segment segment, LogPosition before, long time)
    {
        var reason = _position.Sequence >= segment.CertainBefore && before.Sequence <= segment.NextSequence
            ? SkipReason.Unfinished
            : SkipReason.Damaged;
        return Miss(before, reason, _lastTime, time);
    }

    private BufferEntry Miss(LogPosition before, SkipReason reason, long from, long to)
    {
        var (skipped, next) = _buffer.Ledger.Miss(_position, before, reason, from, to);
        _position = next;
        Pass();
        return new BufferEntry(skipped.First, ReadOnlyMemory<byte>.Empty, SampleCount: 0, skipped.ToTime, skipped);
    }
}
