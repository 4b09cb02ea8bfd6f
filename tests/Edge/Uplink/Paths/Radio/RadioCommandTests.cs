using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Figures of a modem in another box, by a program of the user's.</summary>
public sealed class RadioCommandTests
{
    [Fact]
    public async Task What_the_program_prints_is_taken_and_the_rest_is_not_known()
    {
        var context = await ReadAsync("""echo '{"technology":"5gnr","cell":123456789,"rsrp":-88.5,"sinr":"--","rsrq":"-10.5","other":{}}'""");

        Assert.Equal(new RadioContext { Technology = "5gnr", Cell = "123456789", Rsrp = -88.5, Rsrq = -10.5 }, context);
    }

    [Theory]
    [InlineData("echo no figures", "no JSON: no figures")]
    [InlineData("echo '[1]'", "no JSON object")]
    [InlineData("echo the router is gone >&2; exit 7", "ends with code 7: the router is gone")]
    [InlineData("yes", "more than 65536 letters")]
    public async Task What_is_wrong_is_said(string script, string expected)
    {
        var failure = await Assert.ThrowsAsync<RadioException>(() => ReadAsync(script));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said()
    {
        var command = new RadioCommand(["/no/such/program"], TimeProvider.System);

        var failure = await Assert.ThrowsAsync<RadioException>(() => command.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Contains("/no/such/program cannot be started", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_ended()
    {
        var time = new FakeTimeProvider();
        var reading = new RadioCommand(["sh", "-c", "sleep 1000"], time).ReadAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(10));

        var failure = await Assert.ThrowsAsync<RadioException>(() => reading);
        Assert.Contains("does not end within 10 s", failure.Message, StringComparison.Ordinal);
    }

    private static Task<RadioContext?> ReadAsync(string script) =>
        new RadioCommand(["sh", "-c", script], TimeProvider.System).ReadAsync(TestContext.Current.CancellationToken);
}
