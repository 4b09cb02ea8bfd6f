using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What a record is to the platform when it comes.</summary>
internal enum Claim
{
    /// <summary>Not seen before: the caller now holds it, and commits or releases it.</summary>
    Fresh,

    /// <summary>Came before; stored, or about to be.</summary>
    Duplicate,
}

/// <summary>
/// What is stored and what is on its way of one (gateway, epoch): each sequence is claimed by one of its streams, so that
/// it is stored once. Safe from any thread.
/// </summary>
internal sealed class EpochState(GatewayEntry gateway, UInt128 epoch, EpochAliases aliases)
{
    /// <summary>Logs of the protocol: alarm, process, diagnostic.</summary>
    public const int LastLog = (int)Log.Diagnostic;

    /// <summary>More islands than this are a gateway that does not follow the rules.</summary>
    private const int MaxRanges = StoredSequences.MaxRanges / 2;

    private const int MaxRangesTold = 64;

    private readonly Lock _gate = new();
    private readonly SequenceSet[] _stored = [.. Enumerable.Range(0, LastLog + 1).Select(_ => new SequenceSet())];
    private readonly SequenceSet[] _claimed = [.. Enumerable.Range(0, LastLog + 1).Select(_ => new SequenceSet())];
    private readonly Lock _order = new();
    private readonly long[] _liveBefore = new long[LastLog + 1];
    private int _streams;

    /// <summary>Raised with the number of the log when more of it is stored, on the committer's thread.</summary>
    public event Action<int>? Stored;

    /// <summary>
    /// Raised, with what gave them back, when a stream ends with records that it had claimed and not committed: another stream may have
    /// brought the same ones and been told that they are on their way.
    /// </summary>
    public event Action<object>? Abandoned;

    public GatewayEntry Gateway => gateway;

    public UInt128 Epoch => epoch;

    public EpochAliases Aliases => aliases;

    /// <summary>True when nothing would be lost by forgetting this and reading it again.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _streams == 0 && _claimed.All(set => set.Ranges.Count == 0);
            }
        }
    }

    /// <summary>The stream's name in the historian.</summary>
    public StreamKey KeyOf(int log) => new(gateway.Key, epoch, (byte)log);

    /// <summary>Takes over what the historian has stored; before the first stream.</summary>
    public void Restore(IHistorian historian)
    {
        for (var log = 1; log <= LastLog; log++)
        {
            var stored = historian.GetStored(KeyOf(log));
            _stored[log].Add(1, stored.StoredBefore);
            foreach (var range in stored.Ranges)
            {
                _stored[log].Add(range.First, range.End);
            }
        }
    }

    /// <summary>A stream begins to write; it is counted until it leaves.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            _streams++;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _streams--;
        }
    }

    /// <summary>Claims one sequence for the caller, if nobody else has it.</summary>
    public Claim TryClaim(int log, long sequence)
    {
        lock (_gate)
        {
            if (_stored[log].Contains(sequence) || _claimed[log].Contains(sequence))
            {
                return Claim.Duplicate;
            }

            RefuseTooManyIslands(log);
            _claimed[log].Add(sequence, sequence + 1);
            return Claim.Fresh;
        }
    }

    /// <summary>Claims what of a range nobody else has, into <paramref name="fresh"/>.</summary>
    public void ClaimRange(int log, long first, long end, SequenceSet fresh)
    {
        lock (_gate)
        {
            RefuseTooManyIslands(log);
            fresh.Add(first, end);
            foreach (var range in _stored[log].Ranges.Concat(_claimed[log].Ranges))
            {
                fresh.Remove(range.First, range.End);
            }

            foreach (var range in fresh.Ranges)
            {
                _claimed[log].Add(range.First, range.End);
            }
        }
    }

    /// <summary>Gives back what the caller claimed and did not commit.</summary>
    public void Release(int log, SequenceSet sequences)
    {
        lock (_gate)
        {
            foreach (var range in sequences.Ranges)
            {
                _claimed[log].Remove(range.First, range.End);
            }
        }
    }

    /// <summary>Gives back what the caller claimed and will not commit, because its stream ends.</summary>
    public void Abandon(int log, SequenceSet sequences, object by)
    {
        Release(log, sequences);
        if (sequences.Ranges.Count > 0)
        {
            Abandoned?.Invoke(by);
        }
    }

    /// <summary>
    /// Publishes rows that came live, those of all streams one after the other: what another stream has overtaken is told so, because it
    /// must not move a current value backwards.
    /// </summary>
    public void PublishInOrder(int log, long first, long end, Action<bool> publish)
    {
        lock (_order)
        {
            publish(first < _liveBefore[log]);
            _liveBefore[log] = Math.Max(_liveBefore[log], end);
        }
    }

    /// <summary>What the caller claimed is committed.</summary>
    public void Commit(int log, SequenceSet sequences)
    {
        lock (_gate)
        {
            foreach (var range in sequences.Ranges)
            {
                _stored[log].Add(range.First, range.End);
                _claimed[log].Remove(range.First, range.End);
            }
        }

        Stored?.Invoke(log);
    }

    /// <summary>What is committed of a log.</summary>
    public Acknowledgement Acknowledge(int log, long windowBytes)
    {
        lock (_gate)
        {
            var acknowledgement = new Acknowledgement
            {
                Log = (Log)log,
                StoredBefore = (ulong)_stored[log].Before,
                WindowBytes = (ulong)windowBytes,
            };
            foreach (var range in _stored[log].Ranges.Where(range => range.First > _stored[log].Before).Take(MaxRangesTold))
            {
                acknowledgement.StoredRanges.Add(
                    new V1.SequenceRange { First = (ulong)range.First, Count = (ulong)range.Count });
            }

            return acknowledgement;
        }
    }

    private void RefuseTooManyIslands(int log)
    {
        if (_stored[log].Ranges.Count + _claimed[log].Ranges.Count > MaxRanges)
        {
            throw RefusalException.ResourceExhausted(
                "TOO_MANY_ISLANDS", $"More than {MaxRanges} separate ranges of a log are stored: send what is between them.");
        }
    }
}
