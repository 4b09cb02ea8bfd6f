using System.Reflection;

namespace IndustrialGateway.Rogue.Tests;

/// <summary>The table is whole: no class of bad input is without a case, and none without a theory that runs it.</summary>
public sealed class BadInputTableTests
{
    public static TheoryData<string> Ids =>
        [.. BadInputs.Letters.SelectMany(letter => Enumerable.Range(1, letter.Count).Select(number => $"{letter.Letter}{number}"))];

    [Fact]
    public void There_are_ninety_classes() => Assert.Equal(90, Ids.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_class_has_cases_and_a_theory(string id)
    {
        var theories = typeof(BadInputTableTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.Name.StartsWith(id + "_", StringComparison.Ordinal) && method.GetCustomAttribute<TheoryAttribute>() is not null);

        Assert.NotEmpty(BadInputs.Of(id));
        Assert.Single(theories);
    }
}
