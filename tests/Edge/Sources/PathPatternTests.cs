namespace IndustrialGateway.Edge.Sources;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("Press-*/**/Temp*", "Press-1/Temp", true)]
    [InlineData("Press-*/**/Temp*", "Press-1/Zone/Left/TempOil", true)]
    [InlineData("Press-*/**/Temp*", "Press-1/Zone/Speed", false)]
    [InlineData("Press-*/**/Temp*", "Lathe-1/Temp", false)]
    [InlineData("*/Speed", "Press-1/Speed", true)]
    [InlineData("*/Speed", "Press-1/Motor/Speed", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a/**", "a", true)]
    [InlineData("temp", "Temp", false)]
    public void A_pattern_matches_whole_paths(string pattern, string path, bool matches) =>
        Assert.Equal(matches, new PathPattern(pattern).Matches(path.Split('/')));

    [Theory]
    [InlineData("Press-*/Motor/Speed", "Press-1", true)]
    [InlineData("Press-*/Motor/Speed", "Press-1/Motor", true)]
    [InlineData("Press-*/Motor/Speed", "Press-1/Motor/Speed", false)]
    [InlineData("Press-*/Motor/Speed", "Lathe-1", false)]
    [InlineData("**/Speed", "anything/at/all", true)]
    public void What_cannot_match_is_not_looked_into(string pattern, string path, bool can) =>
        Assert.Equal(can, new PathPattern(pattern).CanMatchBelow(path.Split('/')));

    [Theory]
    [InlineData("{source}/{path}", "press-01/Zone/Temp")]
    [InlineData("{1}/{name}", "Zone/Temp")]
    [InlineData("{3}/{name}", "Temp")]
    [InlineData("fixed", "fixed")]
    public void A_template_is_filled_from_where_the_point_was_found(string template, string name) =>
        Assert.Equal(name, NameTemplate.Parse(template).Fill("press-01", ["Zone", "Temp"]));

    [Fact]
    public void Names_that_would_break_a_path_are_made_safe_and_stay_different()
    {
        Assert.Equal("a~2Fb", NameTemplate.Safe("a/b"));
        Assert.Equal("a~7E2Fb", NameTemplate.Safe("a~2Fb"));
        Assert.Equal("压力 1", NameTemplate.Safe("压力 1"));
    }
}
