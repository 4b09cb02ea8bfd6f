using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>One alias of an epoch: how its values travel and which point they belong to.</summary>
internal sealed record AliasEntry(PointShape Shape, int PointId);

/// <summary>The aliases 1..Count of one buffer epoch. Grows at its end only; one writer, any number of readers.</summary>
internal sealed class EpochAliases(int epochId, AliasEntry[] entries) : IPointShapes
{
    private volatile Table _table = new(entries, entries.Length);

    public int EpochId => epochId;

    public uint Count => (uint)_table.Count;

    public PointShape? Find(uint alias) => Entry(alias)?.Shape;

    /// <summary>The catalogue's id of a declared alias.</summary>
    public int PointOf(uint alias) => Entry(alias)?.PointId
        ?? throw new ArgumentOutOfRangeException(nameof(alias), alias, "The alias was never declared.");

    public AliasEntry? Entry(uint alias)
    {
        var table = _table;
        return alias - 1 < (uint)table.Count ? table.Entries[alias - 1] : null;
    }

    /// <summary>Appends aliases <c>Count + 1</c> and up, once they are durable.</summary>
    public void Append(IReadOnlyCollection<AliasEntry> more)
    {
        var table = _table;
        var count = table.Count + more.Count;
        var entries = table.Entries;
        if (count > entries.Length)
        {
            Array.Resize(ref entries, Math.Max(count, entries.Length * 2));
        }

        var next = table.Count;
        foreach (var entry in more)
        {
            entries[next++] = entry;
        }

        _table = new Table(entries, count);
    }

    private sealed record Table(AliasEntry[] Entries, int Count);
}
