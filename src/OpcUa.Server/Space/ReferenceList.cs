using System.Collections;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>The references of a node at one moment: later changes do not change it, though additions share its memory.</summary>
internal sealed class ReferenceList : IReadOnlyList<Reference>
{
    public static readonly ReferenceList Empty = new([], 0);
    private readonly Reference[] _items;

    private ReferenceList(Reference[] items, int count)
    {
        _items = items;
        Count = count;
    }

    public int Count { get; }

    public Reference this[int index] => (uint)index < (uint)Count ? _items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The list with one more; to be called on the newest list only, by one thread at a time.</summary>
    /// <remarks>A folder of 100,000 variables must not copy its references for each of them.</remarks>
    public ReferenceList Append(Reference reference)
    {
        var items = _items;
        if (Count == items.Length)
        {
            Array.Resize(ref items, Math.Max(4, 2 * Count));
        }

        items[Count] = reference; // beyond what any older list shows
        return new ReferenceList(items, Count + 1);
    }

    /// <summary>The list without the references to these nodes; what it was stays as it was for whoever has it.</summary>
    public ReferenceList Without(IReadOnlySet<Node> targets)
    {
        Reference[] left = [.. this.Where(reference => !targets.Contains(reference.Target))];
        return new ReferenceList(left, left.Length);
    }

    public IEnumerator<Reference> GetEnumerator() => _items.Take(Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
