using IndustrialGateway.Cli.Fakes;
using IndustrialGateway.Client.Development;

namespace IndustrialGateway.Cli.Commands;

/// <summary>Every command that asks the platform, as a process, with its exact output.</summary>
public sealed class PlatformCommandTests : IAsyncLifetime
{
    private FakePlatform _platform = null!; // Started before each test.

    public async ValueTask InitializeAsync() => _platform = await FakePlatform.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Points_are_listed_over_all_pages_as_a_table()
    {
        var run = await RunAsync("points");

        Golden.Equal("""
              point                                                     type     unit      equipment   source
            ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
              gateways/press-shop/points/press-03/hydraulics/pressure   Double   bar       press-03    opcua:press-03;s=pressure
              gateways/press-shop/points/press-03/state                 String             press-03    opcua:press-03;s=state
              gateways/press-shop/points/press-03/cycles                UInt32   {cycle}   press-03    opcua:press-03;s=cycles
            """, run.Output);
        Assert.Equal("3 points\n", run.Error);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
    }

    [Fact]
    public async Task Points_are_one_object_a_line_for_programs()
    {
        var run = await RunAsync("points", "--json");

        Assert.Equal(
            """
            {"name":"gateways/press-shop/points/press-03/hydraulics/pressure","equipment":"gateways/press-shop/equipment/press-03","displayName":"","dataType":"Double","valueRank":-1,"unit":"bar","sourceAddress":"opcua:press-03;s=pressure"}
            """,
            run.Lines[0]);
        Assert.Equal(3, run.Lines.Length);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Read_keeps_type_time_and_text_for_programs()
    {
        var run = await RunAsync("read", Script.Pressure, Script.State, "--json");

        Assert.Equal(
            [
                """{"point":"gateways/press-shop/points/press-03/hydraulics/pressure","value":182.5,"dataType":"Double","status":"Good","statusCode":0,"sourceTime":"2026-01-01T12:00:00.1234567Z","gatewayTime":"2026-01-01T12:00:00.1300000Z"}""",
                """{"point":"gateways/press-shop/points/press-03/state","value":"运行 \"A\"","dataType":"String","status":"BadCommunicationError","statusCode":2147811328,"sourceTime":"2026-01-01T12:00:00.1234567Z","gatewayTime":"2026-01-01T12:00:00.1300000Z"}""",
            ],
            run.Lines);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
    }

    [Fact]
    public async Task One_unknown_point_costs_only_itself_and_shows_in_the_exit_code()
    {
        var run = await RunAsync("read", "no/such", Script.Pressure, "-g", "press-shop");

        Assert.Equal(ExitCodes.NotFound, run.ExitCode);
        Assert.Contains("There is no point gateways/press-shop/points/no/such.", run.Output, StringComparison.Ordinal);
        Assert.Contains("182.5", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_and_more_names_come_from_standard_input()
    {
        var names = Enumerable.Range(0, 2500).Select(number => $"{Script.Gateway}/points/load/{number}").ToArray();
        _platform.Script.Points.AddRange(names.Select(name => Script.Point(name, V1.DataType.Double, "")));

        var run = await Igw.RunAsync(_platform.Folder, ["read", "--json", "--file", "-"], string.Join('\n', names));

        Assert.Equal(2500, run.Lines.Length);
        Assert.Contains("load/2499\"", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_follows_its_pages_and_tells_the_gaps()
    {
        var run = await RunAsync("history", Script.Pressure, "--from", "2026-01-01T00:00:00Z");

        Golden.Equal(
            """
            2026-01-01 12:00:00.123  gap until 2026-01-01 12:00:01.000: BufferFull, 7 samples
            2026-01-01 12:00:00.000                       0.5  Good
            2026-01-01 12:00:01.000                       1.5  Good
            2026-01-01 12:00:02.000                       2.5  Good
            2026-01-01 12:00:03.000                       3.5  Good
            2026-01-01 12:00:04.000                       4.5  Good
            """,
            run.Output);
        Assert.Equal("5 samples\n", run.Error);
    }

    [Fact]
    public async Task History_ends_at_the_limit()
    {
        var run = await RunAsync("history", Script.Pressure, "--limit", "4", "--json");

        Assert.Equal(5, run.Lines.Length);
        Assert.StartsWith("""{"event":"gap","from":"2026-01-01T12:00:00.1234567Z",""", run.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"value":3.5,"dataType":"Double",""", run.Lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_an_unknown_point_is_refused_with_what_to_do()
    {
        var run = await RunAsync("history", "gateways/press-shop/points/none");

        Assert.Equal(ExitCodes.NotFound, run.ExitCode);
        Assert.Contains("There is no point gateways/press-shop/points/none.", run.Error, StringComparison.Ordinal);
        Assert.Contains("`igw points`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gaps_follow_their_pages_and_say_what_is_missing_and_why()
    {
        var run = await RunAsync("gaps", "--from", "2026-01-01T00:00:00Z");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var columns = run.Lines
            .Where(line => line.Contains("gateways/", StringComparison.Ordinal))
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(
            [
                ["gateways/press-shop/points/a and 1 more", "2026-01-01 12:00:00.123", "2026-01-01 12:01:30.123", "0:01:30", "7", "BufferFull", "no"],
                ["gateways/press-shop/equipment/press-01", "2026-01-01 12:00:00.123", "2026-01-01 12:01:30.123", "0:01:30", "unknown", "SourceLost", "2026-01-01 12:02:00.000, 1,234 samples"],
            ],
            columns);
        Assert.Equal("2 gaps\n", run.Error);
    }

    [Fact]
    public async Task Gaps_for_one_reason_are_had_as_json()
    {
        var run = await RunAsync("gaps", "--reason", "SourceLost", "--json");

        Assert.Equal(
            """
            {"gateway":"gateways/press-shop","equipment":"gateways/press-shop/equipment/press-01","points":[],"pointCount":0,"from":"2026-01-01T12:00:00.1234567Z","to":"2026-01-01T12:01:30.1234567Z","reason":"SourceLost","sampleCount":0,"filledTime":"2026-01-01T12:02:00.0000000Z","filledCount":1234}
            """,
            Assert.Single(run.Lines));
    }

    [Fact]
    public async Task Gateways_show_what_is_heard_of_them()
    {
        var run = await RunAsync("gateways", "--json");

        Assert.Equal(
            """
            {"name":"gateways/press-shop","online":true,"lastSeenTime":"2026-01-01T00:00:00.0000000Z","pointCount":1234,"softwareVersion":"1.2.3"}
            """,
            Assert.Single(run.Lines));
    }

    [Fact]
    public async Task An_indicator_that_is_not_known_is_unknown_and_never_zero()
    {
        var people = await RunAsync("indicators", "completeness", "--language", "zh-CN");
        var programs = await RunAsync("indicators", "--json");

        Assert.Contains("99.87 % *", people.Output, StringComparison.Ordinal);
        Assert.Contains("完整率", people.Output, StringComparison.Ordinal);
        Assert.Contains("unknown", people.Output, StringComparison.Ordinal);
        Assert.Contains("\"value\":0.9987,\"target\":0.99,\"origin\":\"measured\",\"provisional\":true", programs.Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"value\":null,\"target\":null", programs.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pilots_show_their_headline_beside_the_target()
    {
        var run = await RunAsync("indicators", "--pilots");

        Assert.Contains("91.67 %", run.Output, StringComparison.Ordinal);
        Assert.Contains("11 / 12", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_what_to_do()
    {
        var run = await Igw.RunAsync(_platform.Folder, ["points"], key: DevelopmentKey.Create().Text);

        Assert.Equal(ExitCodes.NotAllowed, run.ExitCode);
        Assert.Contains("does not accept the API key", run.Error, StringComparison.Ordinal);
        Assert.Contains("--key-file", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_before_the_key_is_sent()
    {
        using var foreign = DevelopmentAuthority.Open(Path.Combine(_platform.Folder, "foreign"), TimeProvider.System);

        var run = await RunAsync("points", "--ca", foreign.Files.Certificate);

        Assert.Equal(ExitCodes.NotTrusted, run.ExitCode);
        Assert.Contains("certificate is not trusted", run.Error, StringComparison.Ordinal);
        Assert.Contains("--ca", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nothing_answers_is_told_with_what_to_do()
    {
        var run = await RunAsync("points", "--address", "https://127.0.0.1:1");

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.Contains("cannot be reached: Connection refused", run.Error, StringComparison.Ordinal);
        Assert.Contains("make run", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--address", "http://127.0.0.1:1")]
    [InlineData("--address", "127.0.0.1")]
    [InlineData("--key-file", "none")]
    [InlineData("--ca", "none")]
    [InlineData("--last", "soon")]
    [InlineData("--from", "once")]
    [InlineData("--from", "2026-01-02", "--to", "2026-01-01")]
    [InlineData("--bogus")]
    public async Task A_wrong_command_line_says_what_is_wrong(params string[] wrong)
    {
        var run = await RunAsync(["history", Script.Pressure, .. wrong]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith("igw: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_platform_anywhere_it_says_how_to_start_one()
    {
        var empty = Directory.CreateTempSubdirectory("igw-empty-").FullName;

        var run = await Igw.RunAsync(empty, ["points"]);

        Directory.Delete(empty);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("make run", run.Error, StringComparison.Ordinal);
    }

    private Task<Igw> RunAsync(params string[] arguments) => Igw.RunAsync(_platform.Folder, arguments);
}
