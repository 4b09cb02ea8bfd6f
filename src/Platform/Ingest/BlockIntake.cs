using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Gap = IndustrialGateway.Model.Gap;
using GapReason = IndustrialGateway.Model.GapReason;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What came out of a block beside what goes to the historian.</summary>
/// <param name="Work">What is to be committed; null when nothing in the block is new.</param>
/// <param name="Rejections">Records that will never be stored; each has become a gap.</param>
/// <param name="LacksDeclarations">Records use aliases that were never declared; they are as if they had not come.</param>
/// <param name="MustComeAgain">Records are as if they had not come, for another reason.</param>
internal sealed record IntakeResult(
    CommitBlock? Work, IReadOnlyList<RecordRejection> Rejections, bool LacksDeclarations, bool MustComeAgain);

/// <summary>Takes blocks of one stream apart: each record is decoded once, published at once, and made ready to commit.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class BlockIntake(
    EpochState epoch, LiveHub live, GatewayLine line, IngestMetrics metrics, IngestLimits limits, TimeProvider time)
{
    /// <summary>The last sequence that there can be; leaves room to count past it.</summary>
    private const ulong MaxSequence = long.MaxValue / 2;

    /// <summary>A record in a block has a tag and a length at least.</summary>
    private const int LeastRecordBytes = 2;

    /// <summary>As many of one block are told one by one: no honest block holds more records.</summary>
    private const int MaxRejections = 65_536;

    private static readonly Gap Rejected = new([], null, null, 0, GapReason.Rejected, string.Empty);

    private readonly RecordDecoder _decoder = new();
    private readonly BlockContent _content = new(limits.MaxBlockBytes);
    private readonly List<RecordRejection> _rejections = [];
    private readonly SecondChances _chances = new();
    private StoredGap? _rejected;
    private bool _lacksDeclarations;
    private bool _mustComeAgain;

    /// <summary>Claims, decodes and publishes. The caller commits <see cref="IntakeResult.Work"/> or abandons it.</summary>
    public IntakeResult Take(Block block)
    {
        CheckRange((int)block.Log, block.FirstSequence, block.RecordCount, "block");
        if (block.RecordCount > block.ContentBytes / LeastRecordBytes)
        {
            throw RefusalException.InvalidField(
                "block.record_count", $"{block.RecordCount} records are not in {block.ContentBytes} bytes");
        }

        _rejections.Clear();
        _rejected = null;
        _lacksDeclarations = _mustComeAgain = false;
        if (_content.Open(block) is not { } content || !RecordBlockReader.Holds(content.Span, block.RecordCount))
        {
            return TakeUnreadable(block);
        }

        var work = new CommitBlock(epoch, (int)block.Log) { IsBacklog = block.Backlog };
        try
        {
            ReadRecords(block, content.Span, work);
            Publish(block, work);
            metrics.Took(block.Content.Length, work.RowCount);
            return Result(work);
        }
        catch
        {
            Abandon(work);
            throw;
        }
    }

    /// <summary>Turns a range that will never come into a gap.</summary>
    public CommitBlock? Take(Skip skip)
    {
        CheckRange((int)skip.Log, skip.FirstSequence, skip.Count, "skip");
        var gap = Store(GapMapping.Of(skip.Gap ?? new GapReport(), epoch.Aliases));
        var work = new CommitBlock(epoch, (int)skip.Log) { IsBacklog = true, PublishedTicks = time.NowTicks() };
        var first = (long)skip.FirstSequence;
        var fresh = new SequenceSet();
        epoch.ClaimRange(work.Log, first, first + (long)skip.Count, fresh);
        foreach (var (range, index) in fresh.Ranges.Select((range, index) => (range, index)))
        {
            // The count is of the whole range: it belongs to one of its pieces.
            work.Append(range.First, range.Count, index == 0 ? gap : gap with { SampleCount = 0 });
        }

        return Unless(work, nothing: fresh.Ranges.Count == 0);
    }

    /// <summary>Records that lacked declarations may do so once more: what the gateway declared could not be used.</summary>
    public void ForgetLacking() => _chances.Clear();

    /// <summary>Gives back what was claimed and will not be committed.</summary>
    public void Abandon(CommitBlock work)
    {
        epoch.Abandon(work.Log, work.Sequences, by: this);
        work.Dispose();
    }

    private static CommitBlock? Unless(CommitBlock work, bool nothing)
    {
        if (!nothing)
        {
            return work;
        }

        work.Dispose();
        return null;
    }

    private static void CheckRange(int log, ulong first, ulong count, string field)
    {
        if (log is < 1 or > EpochState.LastLog)
        {
            throw RefusalException.InvalidField($"{field}.log", $"there is no log {log}");
        }

        if (first is 0 or > MaxSequence || count is 0 or > MaxSequence)
        {
            throw RefusalException.InvalidField($"{field}.first_sequence", $"{count} sequences from {first} are out of range");
        }
    }

    private IntakeResult Result(CommitBlock work) => new(
        Unless(work, nothing: work.Sequences.Ranges.Count == 0), [.. _rejections], _lacksDeclarations, _mustComeAgain);

    private void Publish(Block block, CommitBlock work)
    {
        work.PublishedTicks = time.NowTicks();
        var first = (long)block.FirstSequence;
        if (work.IsBacklog)
        {
            live.Publish(work.Rows, new Arrival(first, IsBacklog: true, work.PublishedTicks));
            return;
        }

        epoch.PublishInOrder(work.Log, first, first + block.RecordCount, isOvertaken =>
            live.Publish(work.Rows, new Arrival(first, isOvertaken, work.PublishedTicks)));
        line.Published(work.Rows, work.PublishedTicks);
    }

    /// <summary>
    /// What cannot be read is asked for once more, because it may have been spoilt on its way; what comes so again is given up, because
    /// it would hold up all that comes after it.
    /// </summary>
    private IntakeResult TakeUnreadable(Block block)
    {
        var work = new CommitBlock(epoch, (int)block.Log) { IsBacklog = true, PublishedTicks = time.NowTicks() };
        var first = (long)block.FirstSequence;
        var given = new SequenceSet();
        epoch.ClaimRange(work.Log, first, first + block.RecordCount, given);
        var again = _chances.Take(work.Log, given);
        epoch.Release(work.Log, again);
        foreach (var range in given.Ranges)
        {
            Reject(work, range, $"block.content: is no RecordBlock of {block.RecordCount} records");
        }

        _mustComeAgain = again.Ranges.Count > 0;
        return Result(work);
    }

    private void ReadRecords(Block block, ReadOnlySpan<byte> content, CommitBlock work)
    {
        var reader = new RecordBlockReader(content);
        var duplicates = 0;
        for (var sequence = (long)block.FirstSequence; reader.TryRead(out var record); sequence++)
        {
            if (work.Weight >= limits.MaxBlockWeight)
            {
                // Small on the wire and large in memory: what is left goes with the next commit.
                _mustComeAgain = true;
                break;
            }

            if (epoch.TryClaim(work.Log, sequence) is Claim.Duplicate)
            {
                duplicates++;
                continue;
            }

            Read(record, sequence, work);
        }

        line.Duplicated(duplicates);
        metrics.Duplicated(duplicates);
    }

    /// <summary>Takes a record that is claimed; where it cannot be read yet it is so no longer.</summary>
    private void Read(ReadOnlySpan<byte> record, long sequence, CommitBlock work)
    {
        if (_decoder.TryDecode(record, epoch.Aliases, out var fault))
        {
            _chances.Forget(work.Log, sequence);
            if (_decoder.Gap is not { } gap)
            {
                work.Append(sequence, _decoder.Rows, epoch.Aliases);
            }
            else if (GapMapping.FaultOf(gap) is { } wrong)
            {
                Reject(work, new SequenceRange(sequence, 1), $"record.gap: {wrong}");
            }
            else
            {
                work.Append(sequence, count: 1, Store(GapMapping.ToPoints(gap, epoch.Aliases)));
            }

            return;
        }

        var lacks = fault.Kind is RecordFaultKind.UnknownAlias;
        if (lacks && _chances.Take(work.Log, sequence))
        {
            var claimed = new SequenceSet();
            claimed.Add(sequence, sequence + 1);
            epoch.Release(work.Log, claimed);
            _lacksDeclarations = true;
            return;
        }

        // Others may have lacked the same after it was asked for, and wait.
        _mustComeAgain |= lacks;
        Reject(work, new SequenceRange(sequence, 1), $"record: {fault.Kind}: {fault.Detail}");
    }

    private void Reject(CommitBlock work, in SequenceRange range, string reason)
    {
        work.Append(range.First, range.Count, _rejected ??= Store(Rejected));
        metrics.Rejected(range.Count);
        line.Rejected(range.Count);
        var status = new Google.Rpc.Status { Code = (int)Google.Rpc.Code.InvalidArgument, Message = reason };
        for (var sequence = range.First; sequence < range.End && _rejections.Count < MaxRejections; sequence++)
        {
            _rejections.Add(new RecordRejection { Log = (Log)work.Log, Sequence = (ulong)sequence, Status = status });
        }
    }

    /// <summary>The gap as the historian keeps it; a time that is not known is that of its arrival.</summary>
    private StoredGap Store(Gap gap)
    {
        var now = time.NowTicks();
        var from = gap.FromTicks ?? gap.ToTicks ?? now;
        var to = Math.Max(from, gap.ToTicks ?? now);
        return new StoredGap
        {
            Gateway = epoch.Gateway.Key,
            Equipment = gap.Equipment,
            Points = Array.ConvertAll(gap.Points, point => (int)point),
            FromTicks = from,
            ToTicks = to,
            SampleCount = gap.SampleCount,
            Reason = gap.Reason,
            Id = gap.Id,
            FirstToTicks = to,
            HeardTicks = now,
            FilledTicks = gap.FilledTicks,
            FilledCount = gap.FilledCount,
        };
    }
}
