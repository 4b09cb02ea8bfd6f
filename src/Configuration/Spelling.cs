namespace IndustrialGateway.Configuration;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>" Did you mean 'x'?", or nothing when no candidate is near.</summary>
    public static string Suggestion(string word, IEnumerable<string> candidates)
    {
        var (nearest, distance) = candidates
            .Select(candidate => (candidate, distance: Distance(word, candidate)))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return nearest is not null && distance <= Math.Max(1, nearest.Length / 3) ? $" Did you mean '{nearest}'?" : "";
    }

    /// <summary>Letters inserted, removed, replaced or swapped with their neighbour; case does not count.</summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > 64)
        {
            return int.MaxValue;
        }

        var costs = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                costs[i, j] = i == 0 || j == 0 ? i + j : Cost(i, j);
            }
        }

        return costs[left.Length, right.Length];

        int Cost(int i, int j)
        {
            var same = Same(left[i - 1], right[j - 1]);
            var cost = Math.Min(
                Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1,
                costs[i - 1, j - 1] + (same ? 0 : 1));
            var swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
            return swapped ? Math.Min(cost, costs[i - 2, j - 2] + 1) : cost;
        }
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
