using IndustrialGateway.Configuration;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>A configuration is right as a whole, or every mistake in it is named.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Starts =
    [
        "'data' is missing", "'ingest.listen'", "'ingest.certificate'", "'ingest.clientAuthority'", "'api.certificate' is missing",
        "'api.key' is missing", "'api.listen'", "'api.certficate'", "'keys[0].id'", "'keys[0].sha256'", "'everything' is no scope",
        "'targets'",
    ];

    [Fact]
    public void Ten_mistakes_are_ten_messages_each_with_its_line()
    {
        const string Text = """
            ingest:
              listen: "localhost"
              certificate: nothing.crt
              key: nothing.key
              clientAuthority: nothing.pem
            api:
              listen: "127.0.0.1"
              certficate: server.crt
            keys:
              - name: App
                id: short
                sha256: this-is-the-key-itself
                scopes: [telemetry.read, everything]
            targets: nothing.yaml
            """;
        var errors = new ConfigurationErrors();

        var settings = PlatformSettingsReader.Read(ConfigurationFile.Parse("platform.yaml", Text, errors), errors);

        Assert.Null(settings);
        Assert.Equal(
            [
                (1, "'data' is missing"), (2, "'ingest.listen'"), (3, "'ingest.certificate'"), (5, "'ingest.clientAuthority'"),
                (7, "'api.certificate' is missing"), (7, "'api.key' is missing"), (7, "'api.listen'"), (8, "'api.certficate'"),
                (11, "'keys[0].id'"), (12, "'keys[0].sha256'"), (13, "'everything' is no scope"), (14, "'targets'"),
            ],
            errors.All.Select(error => (error.Line, Start(error.Message))));
        Assert.DoesNotContain(errors.All, error => error.Message.Contains("this-is-the-key-itself", StringComparison.Ordinal));

        static string Start(string message) => Starts.First(start => message.StartsWith(start, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--config", "a.yaml", false)]
    [InlineData("--config", "a.yaml", true)]
    public void The_command_line_names_the_file(string option, string file, bool check)
    {
        string[] arguments = check ? [option, file, "--check"] : [option, file];

        Assert.Equal(new CommandLine(file, check), CommandLine.Parse(arguments));
    }

    [Theory]
    [InlineData]
    [InlineData("--config")]
    [InlineData("--check")]
    [InlineData("--config", "a.yaml", "--fast")]
    public void What_is_not_understood_is_not_guessed(params string[] arguments) => Assert.Null(CommandLine.Parse(arguments));
}
