namespace IndustrialGateway.Platform.Committing;

/// <summary>What waits for a commit: all that came live, and of a backlog so much that live values do not wait long behind it. One thread.</summary>
internal sealed class CommitQueue
{
    /// <summary>Rows of one commit; a block is not divided.</summary>
    internal const int MaxLiveRows = 65_536;

    /// <summary>Rows of a backlog in it: what comes live meanwhile waits some 30 ms.</summary>
    internal const int MaxLateRows = 8_192;

    private readonly Queue<CommitBlock> _live = [];
    private readonly Queue<CommitBlock> _late = [];

    public int Count => _live.Count + _late.Count;

    public void Add(CommitBlock block) => (block.IsBacklog ? _late : _live).Enqueue(block);

    /// <summary>Moves to <paramref name="commit"/> what goes next. Of a backlog there is something in each, whatever comes live.</summary>
    public void Take(List<CommitBlock> commit)
    {
        Take(_live, MaxLiveRows, commit);
        Take(_late, MaxLateRows, commit);
    }

    private static void Take(Queue<CommitBlock> waiting, int most, List<CommitBlock> commit)
    {
        for (var rows = 0; rows < most && waiting.TryDequeue(out var block);)
        {
            rows += block.RowCount;
            commit.Add(block);
        }
    }
}
