using IndustrialGateway.Cli.Fakes;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine events</c>, <c>acknowledge</c>, <c>confirm</c> and <c>history</c> as a process against our own server.</summary>
public sealed class EventCommandTests : IAsyncLifetime
{
    private const int Patience = 60_000;

    private readonly Plant _plant = new();
    private readonly Condition _guard;

    public EventCommandTests()
    {
        _guard = _plant.Space.AddCondition(_plant.Press, Plant.Id("Guard"), "Guard", TimeProvider.System);
        _guard.Activate(800, "the guard is open");
    }

    public async ValueTask InitializeAsync() => await _plant.StartAsync();

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact(Timeout = Patience)]
    public async Task Events_are_shown_as_they_happen_and_only_the_severe_ones()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var igw = _plant.Start("events", "--severity", "500", "--count", "1");
        await igw.StandardError.ReadLineAsync(cancelled);

        Report(new UaEvent(EventTypes.BaseEvent, _plant.Press, Plant.Noon, "a door", 499));
        Report(new UaEvent(EventTypes.BaseEvent, _plant.Press, Plant.Noon, "a fire", 500));

        Assert.Equal("2026-05-01 12:00:00.000   500  Press             a fire\n", await igw.StandardOutput.ReadToEndAsync(cancelled));
        await igw.WaitForExitAsync(cancelled);
        Assert.Equal(ExitCodes.Success, igw.ExitCode);
    }

    [Fact(Timeout = Patience)]
    public async Task Ctrl_C_ends_listening_and_is_no_failure()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var igw = _plant.Start("events", "--json");
        await igw.StandardError.ReadLineAsync(cancelled);
        Report(new UaEvent(EventTypes.SystemEvent, _plant.Press, Plant.Noon, "a fire", 500));
        var line = await igw.StandardOutput.ReadLineAsync(cancelled);

        Igw.Interrupt(igw);
        await igw.WaitForExitAsync(cancelled);

        Assert.Contains("\"EventType\":\"i=2130\"", line, StringComparison.Ordinal);
        Assert.Contains("\"Message\":{\"Text\":\"a fire\"},\"Severity\":500", line, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, igw.ExitCode);
    }

    [Fact]
    public async Task The_conditions_that_need_attention_are_shown_the_most_urgent_first()
    {
        _plant.Space.AddCondition(_plant.Press, Plant.Id("Oil"), "Oil", TimeProvider.System).Activate(900, "the oil is hot");
        _plant.Space.AddCondition(_plant.Press, Plant.Id("Lamp"), "Lamp", TimeProvider.System);

        var run = await _plant.RunAsync("events", "--conditions");

        Assert.Equal(4, run.Lines.Length);
        Assert.Contains("the oil is hot", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains("  800  Press             the guard is open  [active, unacknowledged, ", run.Lines[2], StringComparison.Ordinal);
        Assert.EndsWith($" --condition {Plant.Node("Guard")}", run.Lines[3], StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Success, "2 conditions\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task What_gives_no_events_and_what_is_no_severity_are_refused()
    {
        var variable = await _plant.RunAsync("events", "--node", Plant.Node("Speed"));
        var severity = await _plant.RunAsync("events", "--severity", "1001");

        Assert.Equal(ExitCodes.Failure, variable.ExitCode);
        Assert.Contains("gives no events", variable.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, severity.ExitCode);
    }

    [Fact]
    public async Task What_is_shown_is_what_acknowledging_and_confirming_ask_for()
    {
        var acknowledged = await SayAsync("acknowledge", "seen");
        var afterwards = _guard.State;
        var confirmed = await SayAsync("confirm", "closed it");

        Assert.Equal((ExitCodes.Success, "Good\n"), (acknowledged.ExitCode, acknowledged.Error));
        Assert.Equal((true, false, "seen"), (afterwards.IsAcked, afterwards.IsConfirmed, afterwards.Comment.Text));
        Assert.Equal((ExitCodes.Success, "Good\n"), (confirmed.ExitCode, confirmed.Error));
        Assert.Equal((true, "closed it"), (_guard.State.IsConfirmed, _guard.State.Comment.Text));
    }

    [Fact]
    public async Task A_word_on_an_event_that_is_past_is_refused_in_words()
    {
        var past = await _plant.RunAsync("acknowledge", "0A0B", "--condition", Plant.Node("Guard"));
        var none = await _plant.RunAsync("acknowledge", "0X", "--condition", Plant.Node("Guard"));

        Assert.Equal(ExitCodes.Failure, past.ExitCode);
        Assert.Contains("refused: BadEventIdUnknown", past.Error, StringComparison.Ordinal);
        Assert.Contains("another state by now", past.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, none.ExitCode);
        Assert.False(_guard.State.IsAcked);
    }

    [Fact]
    public async Task History_is_shown_oldest_first_and_no_more_than_asked_for()
    {
        _plant.Speed.KeepHistory(10);
        _plant.Speed.Set(new DataValue(Variant.Of(2.5), default, new UaDateTime(Plant.Noon.Ticks + TimeSpan.TicksPerSecond)));
        _plant.Speed.Set(new DataValue(Variant.Of(3.5), default, new UaDateTime(Plant.Noon.Ticks + (2 * TimeSpan.TicksPerSecond))));

        var run = await _plant.RunAsync("history", Plant.Node("Speed"), "--from", "2026-05-01T12:00:01Z", "--to", "2026-05-01T13:00:00Z");
        var first = await _plant.RunAsync("history", Plant.Node("Speed"), "--from", "2026-05-01T12:00:00Z", "--max", "1", "--json");

        Assert.Equal(
            $"2026-05-01 12:00:01.000  {"2.5",24}  Good\n2026-05-01 12:00:02.000  {"3.5",24}  Good\n", run.Output);
        Assert.Equal((ExitCodes.Success, "2 values\n"), (run.ExitCode, run.Error));
        Assert.StartsWith("{\"value\":1.5,\"dataType\":\"Double\",", Assert.Single(first.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_without_history_says_so()
    {
        var run = await _plant.RunAsync("history", Plant.Node("Maker"));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains($"The history of {Plant.Node("Maker")} could not be read to the end: BadHistoryOperationUnsupported", run.Error, StringComparison.Ordinal);
    }

    /// <summary>With what `--conditions` shows of the only condition.</summary>
    private async Task<Igw> SayAsync(string command, string comment)
    {
        var shown = await _plant.RunAsync("events", "--conditions");
        return await _plant.RunAsync(command, [.. shown.Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), "--comment", comment]);
    }

    private void Report(UaEvent happened) => _plant.Space.Report(_plant.Press, happened);
}
