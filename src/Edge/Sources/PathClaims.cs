namespace IndustrialGateway.Edge.Sources;

/// <summary>
/// The paths of one source's points from one plan to the next: a point that wants what it wanted before keeps its path, and the path of one that is gone, or
/// has moved, is free for the one that came in its place, so that the history of a path goes on when a machine numbers its nodes anew. For one caller.
/// </summary>
internal sealed class PathClaims(PointPaths paths)
{
    private readonly Dictionary<string, (string Wanted, string Path)> _claims = new(StringComparer.Ordinal);

    /// <summary>One path for each wish, in order.</summary>
    /// <param name="wishes">Each address once.</param>
    /// <param name="isWhole">Whether addresses that are not among the wishes are gone.</param>
    public IReadOnlyList<string> Renew(IReadOnlyList<PathWish> wishes, bool isWhole)
    {
        var wanted = wishes.ToDictionary(wish => wish.Address, wish => wish.Wanted, StringComparer.Ordinal);

        // All that is free before the first claim: two points may have changed places.
        foreach (var (address, claim) in _claims.ToArray())
        {
            if (wanted.TryGetValue(address, out var now) ? now != claim.Wanted : isWhole)
            {
                paths.Release(claim.Path, address);
                _claims.Remove(address);
            }
        }

        return [.. wishes.Select(Claim)];
    }

    private string Claim(PathWish wish)
    {
        if (!_claims.TryGetValue(wish.Address, out var claim))
        {
            claim = (wish.Wanted, paths.Claim(wish.Wanted, wish.Mark, wish.Address));
            _claims.Add(wish.Address, claim);
        }

        return claim.Path;
    }
}

/// <summary>A path that a point wants.</summary>
/// <param name="Address">Where the point comes from, unique among all sources.</param>
/// <param name="Wanted">e.g. <c>press-03/hydraulics/pressure</c></param>
/// <param name="Mark">What tells the point from others that want the same, safe already.</param>
internal readonly record struct PathWish(string Address, string Wanted, string Mark);
