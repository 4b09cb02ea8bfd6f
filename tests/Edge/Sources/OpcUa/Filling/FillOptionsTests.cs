using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

public sealed class FillOptionsTests
{
    [Fact]
    public void What_is_missed_is_filled_unless_a_source_says_otherwise()
    {
        var errors = new ConfigurationErrors();

        Assert.Equal(
            new FillOptions { History = HistoryUse.Fill, MaxAge = TimeSpan.FromDays(30), MaxLength = TimeSpan.FromDays(7) },
            Read("", errors));
        Assert.Equal(
            new FillOptions { History = HistoryUse.Off, MaxAge = TimeSpan.FromHours(2), MaxLength = TimeSpan.FromMinutes(30) },
            Read("history: off\nhistoryMaxAge: 2h\nhistoryMaxLength: 30m", errors));
        Assert.Empty(errors.All);
    }

    [Theory]
    [InlineData("history: perhaps")]
    [InlineData("historyMaxAge: 1s")]
    [InlineData("historyMaxLength: 0s")]
    public void A_setting_that_makes_no_sense_is_named(string setting)
    {
        var errors = new ConfigurationErrors();

        Read(setting, errors);

        Assert.Contains(setting.Split(':')[0], Assert.Single(errors.All).ToString(), StringComparison.Ordinal);
    }

    private static FillOptions Read(string settings, ConfigurationErrors errors) => OpcUaSourceOptions.Read(ConfigurationFile.Parse(
        "test.yaml", $"name: press\nendpoint: opc.tcp://127.0.0.1:4840\npoints: [{{ node: \"nsu=urn:m;s=a\" }}]\n{settings}", errors)).Filling;
}
