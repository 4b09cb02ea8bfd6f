using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Gap = IndustrialGateway.Model.Gap;
using GapReason = IndustrialGateway.Model.GapReason;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What came out of a block beside what goes to the historian.</summary>
/// <param name="Work">What is to be committed; null when nothing in the block is new.</param>
/// <param name="Rejections">Records that will never be stored; each has become a gap.</param>
/// <param name="LacksDeclarations">Records use aliases that were never declared; they are as if they had not come.</param>
internal sealed record IntakeResult(
    CommitBlock? Work, IReadOnlyList<RecordRejection> Rejections, bool LacksDeclarations);

/// <summary>Takes blocks of one stream apart: each record is decoded once, published at once, and made ready to commit.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class BlockIntake(
    EpochState epoch, LiveHub live, GatewayLine line, IngestMetrics metrics, IngestLimits limits, TimeProvider time)
{
    /// <summary>The last sequence that there can be; leaves room to count past it.</summary>
    private const ulong MaxSequence = long.MaxValue / 2;

    private readonly RecordDecoder _decoder = new();
    private readonly BlockContent _content = new(limits.MaxBlockBytes);
    private readonly List<RecordRejection> _rejections = [];
    private readonly Dictionary<int, SequenceSet> _lacking = [];

    /// <summary>Claims, decodes and publishes. The caller commits <see cref="IntakeResult.Work"/> or abandons it.</summary>
    public IntakeResult Take(Block block)
    {
        CheckRange((int)block.Log, block.FirstSequence, block.RecordCount, "block");
        var content = _content.Open(block);
        var work = new CommitBlock(epoch, (int)block.Log) { IsBacklog = block.Backlog };
        _rejections.Clear();
        try
        {
            var lacking = ReadRecords(block, content.Span, work);
            work.PublishedTicks = time.NowTicks();
            live.Publish(work.Rows, work.IsBacklog, work.PublishedTicks);
            if (!work.IsBacklog)
            {
                line.Published(work.Rows, work.PublishedTicks);
            }

            metrics.Took(block.Content.Length, work.RowCount);
            return new IntakeResult(Unless(work, nothing: work.Sequences.Ranges.Count == 0), [.. _rejections], lacking);
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
    public void ForgetLacking() => _lacking.Clear();

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

    /// <summary>True when some records lack declarations.</summary>
    private bool ReadRecords(Block block, ReadOnlySpan<byte> content, CommitBlock work)
    {
        var reader = new RecordBlockReader(content);
        var lacking = false;
        var duplicates = 0;
        var count = 0u;
        while (reader.TryRead(out var record) && count < block.RecordCount)
        {
            var sequence = (long)block.FirstSequence + count++;
            if (epoch.TryClaim(work.Log, sequence) is Claim.Duplicate)
            {
                duplicates++;
                continue;
            }

            lacking |= !TryRead(record, sequence, work);
        }

        line.Duplicated(duplicates);
        metrics.Duplicated(duplicates);
        return !reader.Failed && count == block.RecordCount && !reader.TryRead(out _)
            ? lacking
            : throw RefusalException.InvalidField("block.content", $"is no RecordBlock of {block.RecordCount} records");
    }

    /// <summary>False when the record cannot be read yet; then it is no longer claimed.</summary>
    private bool TryRead(ReadOnlySpan<byte> record, long sequence, CommitBlock work)
    {
        if (_decoder.TryDecode(record, epoch.Aliases, out var fault))
        {
            if (_decoder.Gap is { } gap)
            {
                work.Append(sequence, count: 1, Store(GapMapping.ToPoints(gap, epoch.Aliases)));
            }
            else
            {
                work.Append(sequence, _decoder.Rows, epoch.Aliases);
            }

            return true;
        }

        if (fault.Kind is RecordFaultKind.UnknownAlias && IsFirstLack(work.Log, sequence))
        {
            var claimed = new SequenceSet();
            claimed.Add(sequence, sequence + 1);
            epoch.Release(work.Log, claimed);
            return false;
        }

        metrics.Rejected();
        line.Rejected();
        work.Append(sequence, count: 1, Store(new Gap([], null, null, 0, GapReason.Rejected, string.Empty)));
        _rejections.Add(new RecordRejection
        {
            Log = (Log)work.Log,
            Sequence = (ulong)sequence,
            Status = RefusalException.InvalidField("record", $"{fault.Kind}: {fault.Detail}").Status,
        });
        return true;
    }

    /// <summary>
    /// A gateway that is asked for declarations sends them before it sends the records again: one that still lacks them then lacks them
    /// for ever, and would hold up what comes after it.
    /// </summary>
    private bool IsFirstLack(int log, long sequence)
    {
        var lacking = _lacking.TryGetValue(log, out var found) ? found : _lacking[log] = new SequenceSet();
        if (lacking.Contains(sequence))
        {
            return false;
        }

        if (lacking.Ranges.Count < StoredSequences.MaxRanges)
        {
            lacking.Add(sequence, sequence + 1);
        }

        return true;
    }

    /// <summary>The gap as the historian keeps it; a time that is not known is that of its arrival.</summary>
    private StoredGap Store(Gap gap)
    {
        var now = time.NowTicks();
        var from = gap.FromTicks ?? gap.ToTicks ?? now;
        return new StoredGap
        {
            Gateway = epoch.Gateway.Key,
            Equipment = gap.Equipment,
            Points = Array.ConvertAll(gap.Points, point => (int)point),
            FromTicks = from,
            ToTicks = Math.Max(from, gap.ToTicks ?? now),
            SampleCount = gap.SampleCount,
            Reason = gap.Reason,
        };
    }
}
