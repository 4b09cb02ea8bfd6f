using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>Some entries of a list, and the token of those after them; empty at the end.</summary>
internal readonly record struct Page<T>(IReadOnlyList<T> Items, string NextToken);

/// <summary>Cuts pages out of lists in memory: each begins after the last key of the one before, whatever was added meanwhile.</summary>
internal static class Paging
{
    /// <summary>The next <paramref name="size"/> entries; the token belongs to <paramref name="question"/> only.</summary>
    public static Page<T> Take<T>(IEnumerable<T> entries, Func<T, string> key, string question, int size, string token)
    {
        var after = PageToken.Read(question, token);
        var items = new List<T>();
        foreach (var entry in entries)
        {
            if (after.Length > 0)
            {
                // The lists are in an order that need not be that of the keys as text: skip to the key, not past it.
                after = key(entry) == after ? string.Empty : after;
                continue;
            }

            if (items.Count == size)
            {
                return new Page<T>(items, PageToken.Make(question, key(items[^1])));
            }

            items.Add(entry);
        }

        return new Page<T>(items, string.Empty);
    }
}
