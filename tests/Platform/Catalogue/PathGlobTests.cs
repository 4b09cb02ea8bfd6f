namespace IndustrialGateway.Platform.Catalogue;

public sealed class PathGlobTests
{
    [Theory]
    [InlineData("press-03/temp", "press-03/temp", true)]
    [InlineData("press-03/*", "press-03/temp", true)]
    [InlineData("press-03/*", "press-03/oil/temp", false)]
    [InlineData("press-03/**", "press-03/oil/temp", true)]
    [InlineData("press-03/**/temp*", "press-03/temp1", true)]
    [InlineData("press-03/**/temp*", "press-03/oil/in/temp1", true)]
    [InlineData("press-03/**/temp*", "press-04/oil/temp1", false)]
    [InlineData("**/temp", "temp", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/b/**/d", "a/b/x/b/d", true)]
    [InlineData("**/b/**/d", "a/x/d", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("p?ess", "press", true)]
    [InlineData("p?ess", "pess", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("a", "a/b", false)]
    public void A_pattern_matches_as_people_expect(string pattern, string path, bool expected) =>
        Assert.Equal(expected, new PathGlob(pattern).Matches(path));

    [Fact]
    public void A_pattern_of_stars_alone_is_done_quickly()
    {
        var glob = new PathGlob(string.Concat(Enumerable.Repeat("*a", 500)) + "b/" + string.Concat(Enumerable.Repeat("**/", 500)) + "z");

        Assert.False(glob.Matches(new string('a', 1_000) + "/" + string.Join('/', Enumerable.Repeat("a", 1_000))));
    }
}
