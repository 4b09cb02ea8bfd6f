using CsCheck;

namespace IndustrialGateway.Configuration;

public sealed class ConfigurationTests
{
    private readonly ConfigurationErrors _errors = new();

    [Fact]
    public void Well_written_settings_are_read_by_their_types()
    {
        var section = Parse("""
            name: press shop
            count: 7
            ratio: 0.5
            interval: 1.5s
            size: 64MiB
            endpoint: https://[fd00:5::10]:7443
            day: monday
            flag: true
            list: [a, "b"]
            nested: { x: 1 }
            items:
              - name: first
              - name: second
            names:
              north: one
              south: two
            """);

        Assert.Equal("press shop", section.RequiredText("name"));
        Assert.Equal(7, section.Integer("count", 0, 1, 10));
        Assert.Equal(0.5, section.Number("ratio", 0, 0, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), section.Duration("interval", default, default, TimeSpan.FromHours(1)));
        Assert.Equal(64 << 20, section.Bytes("size", 0, 0, long.MaxValue));
        Assert.Equal(new Uri("https://[fd00:5::10]:7443"), section.Address("endpoint", "https"));
        Assert.Equal(DayOfWeek.Monday, section.Choice("day", DayOfWeek.Sunday));
        Assert.True(section.Flag("flag"));
        Assert.Equal(["a", "b"], section.Texts("list").Select(item => item.Text));
        Assert.Equal(1, section.Child("nested").Integer("x", 0, 0, 9));
        Assert.Equal(["first", "second"], section.Children("items").Select(item => item.RequiredText("name")));
        Assert.Equal(["north", "south"], section.NamedTexts("names").Select(item => item.Key));
        section.End();
        Assert.Empty(_errors.All);
    }

    [Fact]
    public void Every_mistake_is_listed_with_its_place()
    {
        var section = Parse("""
            count: many
            interval: 10
            size: 5 bananas
            endpoint: ftp://example
            day: mondey
            flag: yes
            list: { a: b }
            nested: 3
            colour: red
            intervall: 3s
            """);

        _ = section.RequiredText("name");
        _ = section.Integer("count", 0, 1, 10);
        _ = section.Duration("interval", default, default, TimeSpan.FromHours(1));
        _ = section.Bytes("size", 0, 0, 1 << 20);
        _ = section.Address("endpoint", "https");
        _ = section.Choice("day", DayOfWeek.Sunday);
        _ = section.Flag("flag");
        _ = section.Texts("list");
        _ = section.Child("nested");
        section.End();

        string[] expected =
        [
            "test.yaml:1:1: 'name' is missing.",
            "test.yaml:1:8: 'count' must be a whole number from 1 to 10, not 'many'.",
            "test.yaml:2:11: 'interval' must be a time from 0s to 1h, e.g. 500ms or 10s, not '10'.",
            "test.yaml:3:7: 'size' must be a size from 0B to 1MiB, e.g. 64MiB, not '5 bananas'.",
            "test.yaml:4:11: 'endpoint' must be an address that starts with https://.",
            "test.yaml:5:6: 'day' must be one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, not 'mondey'. Did you mean 'Monday'?",
            "test.yaml:6:7: 'flag' must be true or false, not 'yes'.",
            "test.yaml:7:7: 'list' must be a list, not a group of settings.",
            "test.yaml:8:9: 'nested' must be settings (key: value), not a value.",
            "test.yaml:9:1: 'colour' is not a setting.",
            "test.yaml:10:1: 'intervall' is not a setting.",
        ];
        Assert.Equal(expected, _errors.All.Select(error => error.ToString()));
    }

    [Fact]
    public void An_unknown_key_near_a_known_one_is_recognised()
    {
        var section = Parse("publishingIntervall: 1s");

        _ = section.Duration("publishingInterval", default, default, TimeSpan.MaxValue);
        section.End();

        Assert.Contains("Did you mean 'publishingInterval'?", Assert.Single(_errors.All).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x", "1:4", "Anchors and aliases")]
    [InlineData("a: !!int 1", "1:4", "Tags")]
    [InlineData("a: 1\na: 2", "2:1", "set twice, first in line 1")]
    [InlineData("a: [1, 2", "", "")]
    [InlineData("a: 1\n---\nb: 2", "2:1", "Only one document")]
    [InlineData("- 1\n- 2", "1:1", "Settings (key: value) were expected, not a list")]
    [InlineData("", "1:1", "empty")]
    [InlineData("a: b: c", "", "")]
    public void What_is_not_plain_settings_is_refused(string text, string place, string words)
    {
        _ = Parse(text);

        var error = Assert.Single(_errors.All).ToString();
        Assert.StartsWith($"test.yaml:{place}", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        _ = Parse(new string('[', 100_000));

        Assert.Contains("Nested deeper", Assert.Single(_errors.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_text_gives_errors_and_never_an_exception() => Gen.String[0, 200].Sample(text =>
    {
        var errors = new ConfigurationErrors();
        var section = ConfigurationFile.Parse("random.yaml", text, errors);
        section.End();
        return true;
    });

    [Fact]
    public void A_file_that_is_not_there_or_not_text_is_one_error()
    {
        var folder = Directory.CreateTempSubdirectory("configuration").FullName;
        var binary = Path.Combine(folder, "binary.yaml");
        File.WriteAllBytes(binary, [0x61, 0x3A, 0x20, 0xFF, 0xFE]);

        var missing = ConfigurationFile.Read(Path.Combine(folder, "none.yaml"), _errors);
        var unreadable = ConfigurationFile.Read(binary, _errors);
        Assert.Equal("", missing.RequiredText("name") + unreadable.RequiredText("name"));

        Assert.Equal(2, _errors.All.Count);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Paths_start_at_the_file()
    {
        var section = ConfigurationFile.Parse("/etc/gateway/gateway.yaml", "data: ../data", _errors);

        Assert.Equal("/etc/data", section.FilePath("data"));
    }

    private Section Parse(string text) => ConfigurationFile.Parse("test.yaml", text, _errors);
}
