using CsCheck;

namespace IndustrialGateway.Model;

/// <summary>The set of ranges behaves as a set of numbers.</summary>
public sealed class SequenceSetTests
{
    private static readonly Gen<(bool Add, int First, int Count)[]> Steps =
        Gen.Select(Gen.Bool, Gen.Int[1, 40], Gen.Int[0, 12]).Array[0, 40];

    [Fact]
    public void Whatever_is_added_and_removed_it_holds_what_a_plain_set_holds() => Steps.Sample(steps =>
    {
        var set = new SequenceSet();
        var plain = new SortedSet<long>();
        foreach (var (add, first, count) in steps)
        {
            var numbers = Enumerable.Range(first, count).Select(number => (long)number);
            if (add)
            {
                set.Add(first, first + count);
                plain.UnionWith(numbers);
            }
            else
            {
                set.Remove(first, first + count);
                plain.ExceptWith(numbers);
            }
        }

        Assert.Equal(plain, set.Ranges.SelectMany(range => Enumerable.Range((int)range.First, (int)range.Count).Select(n => (long)n)));
        Assert.All(Enumerable.Range(0, 60), number => Assert.Equal(plain.Contains(number), set.Contains(number)));
        Assert.All(
            Enumerable.Range(0, 60),
            first => Assert.Equal(plain.IsSupersetOf(Enumerable.Range(first, 4).Select(n => (long)n)), set.Covers(first, first + 4)));
        Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.First));
        Assert.Equal(Enumerable.Range(1, 60).First(number => !plain.Contains(number)), set.Before);
    });
}
