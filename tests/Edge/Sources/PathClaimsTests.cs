using CsCheck;

namespace IndustrialGateway.Edge.Sources;

public sealed class PathClaimsTests
{
    private readonly PointPaths _paths = new();

    [Fact]
    public void The_path_of_a_point_that_is_gone_is_had_by_the_one_that_came_in_its_place()
    {
        var claims = new PathClaims(_paths);
        claims.Renew([Wish(1, "speed")], isWhole: true);

        Assert.Equal(["speed"], claims.Renew([Wish(2, "speed")], isWhole: true));
    }

    [Fact]
    public void A_point_that_was_not_found_keeps_its_path_as_long_as_something_may_be_missing_among_what_was_found()
    {
        var claims = new PathClaims(_paths);
        claims.Renew([Wish(1, "speed")], isWhole: true);

        Assert.Equal(["speed~2"], claims.Renew([Wish(2, "speed")], isWhole: false));
    }

    [Fact]
    public void Points_that_change_places_change_their_paths()
    {
        var claims = new PathClaims(_paths);
        claims.Renew([Wish(1, "a"), Wish(2, "b")], isWhole: true);

        Assert.Equal(["b", "a"], claims.Renew([Wish(1, "b"), Wish(2, "a")], isWhole: false));
    }

    [Fact]
    public void A_point_keeps_its_path_when_another_one_that_wanted_the_same_comes_and_goes()
    {
        var claims = new PathClaims(_paths);
        claims.Renew([Wish(1, "speed"), Wish(2, "speed")], isWhole: true);

        Assert.Equal(["speed~2"], claims.Renew([Wish(2, "speed")], isWhole: true));
        Assert.Equal(["speed~2", "speed"], claims.Renew([Wish(2, "speed"), Wish(1, "speed")], isWhole: true));
    }

    /// <summary>Plans of two sources, each of points that want one of three names in the gateway.</summary>
    [Fact]
    public void Whatever_comes_and_goes_a_path_is_one_points_only_and_a_name_that_nobody_has_is_had_by_who_wants_it() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 2].Array[0, 5], Gen.Bool).Array[1, 20].Sample(plans =>
        {
            var paths = new PointPaths();
            PathClaims[] sources = [new(paths), new(paths)];
            Dictionary<string, (string Wanted, string Path)>[] known = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
            foreach (var (source, names, isWhole) in plans)
            {
                PathWish[] wishes = [.. names.Select((name, number) => new PathWish($"{source};{number}", $"n{name}", $"{source}{number}"))];
                var given = sources[source].Renew(wishes, isWhole);

                var before = known[source];
                known[source] = new(isWhole ? [] : before.Where(each => wishes.All(wish => wish.Address != each.Key)), StringComparer.Ordinal);
                var taken = known.SelectMany(each => each.Values).Select(each => each.Path)
                    .Concat(wishes.Where(wish => before.GetValueOrDefault(wish.Address).Wanted == wish.Wanted).Select(wish => before[wish.Address].Path))
                    .ToHashSet(StringComparer.Ordinal);
                foreach (var (wish, path) in wishes.Zip(given))
                {
                    if (before.TryGetValue(wish.Address, out var had) && had.Wanted == wish.Wanted)
                    {
                        Assert.Equal(had.Path, path);
                    }
                    else
                    {
                        Assert.Equal(taken.Contains(wish.Wanted) ? $"{wish.Wanted}~{wish.Mark}" : wish.Wanted, path);
                        Assert.True(taken.Add(path));
                    }

                    known[source].Add(wish.Address, (wish.Wanted, path));
                }
            }
        });

    private static PathWish Wish(int number, string wanted) => new($"press;{number}", wanted, $"{number}");
}
