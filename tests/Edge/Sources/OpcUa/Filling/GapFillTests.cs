using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>What a source missed and its machine has kept, against a real server with history.</summary>
public sealed class GapFillTests
{
    private const int Count = 500;
    private const string Counter = """points: [{ node: "nsu=urn:test:machine;s=counter" }]""";

    [Fact]
    public async Task What_a_machine_did_while_it_was_away_is_read_from_its_history_once_and_the_gap_is_filled()
    {
        await using var machine = new Machine();
        var counter = AddCounter(machine);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, Counter);
        await running.NextAsync();
        await LookedAsync(running);

        await machine.StopAsync();
        Set(counter, from: 1, Count);
        await machine.StartAsync();
        var filled = await running.GapAsync(gap => gap.FilledTicks is not null);

        var lost = await running.GapAsync(gap => gap.Reason == GapReason.SourceLost);
        var rows = running.TakeRead();
        Assert.Equal((lost.Id, null, "press/counter"), (filled.Id, lost.FilledTicks, PathOf(running, filled)));
        Assert.Equal(Enumerable.Range(1, Count), ValuesOf(rows.Where(row => row.IsFilled)).Where(value => value > 0));
        Assert.All(rows.Where(row => row.IsFilled), row => Assert.Equal(0u, row.Status));
        Assert.Equal((ulong)rows.Count(row => row.IsFilled), filled.FilledCount);
        Assert.Equal(running.Source.Status.Received, running.Source.Status.Accepted);
    }

    [Fact]
    public async Task Points_without_a_history_have_a_gap_of_their_own_that_stays()
    {
        await using var machine = new Machine();
        var counter = AddCounter(machine);
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            points: [{ node: "nsu=urn:test:machine;s=counter" }, { node: "nsu=urn:test:machine;s=speed" }]
            """);
        await running.TakeAsync(2);
        await LookedAsync(running);

        await machine.StopAsync();
        Set(counter, from: 1, 3);
        await machine.StartAsync();
        var filled = await running.GapAsync(gap => gap.FilledTicks is not null);

        var lost = running.Gaps.Where(gap => gap.FilledTicks is null).ToDictionary(gap => PathOf(running, gap));
        Assert.Equal(["press/counter", "press/speed"], lost.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(lost["press/counter"].Id, filled.Id);
    }

    [Fact]
    public async Task A_gateway_that_was_off_says_so_and_fills_the_time()
    {
        using var memory = new TemporaryFolder();
        await using var machine = new Machine();
        var counter = AddCounter(machine);
        await machine.StartAsync();
        await using (var before = await RunningSource.StartAsync(machine, Counter, memory: memory.Path))
        {
            await before.NextAsync();
            await LookedAsync(before);
        }

        Set(counter, from: 1, Count);
        await using var running = await RunningSource.StartAsync(machine, Counter, memory: memory.Path);
        var filled = await running.GapAsync(gap => gap.FilledTicks is not null);

        Assert.Equal(GapReason.GatewayOff, filled.Reason);
        Assert.Equal(GapReason.GatewayOff, (await running.GapAsync(gap => gap.FilledTicks is null)).Reason);
        Assert.Equal(Enumerable.Range(1, Count), ValuesOf(running.TakeRead().Where(row => row.IsFilled)).Where(value => value > 0));
    }

    [Fact]
    public async Task A_gap_that_waited_to_be_filled_when_the_gateway_stopped_is_filled_after_it()
    {
        using var memory = new TemporaryFolder();
        await using var machine = new Machine();
        var counter = AddCounter(machine);
        await machine.StartAsync();
        var from = UaDateTime.Now(TimeProvider.System).Ticks;
        Set(counter, from: 1, 3);
        await RememberAsync(memory.Path, new PendingFill(77, GapReason.SourceLost, from, UaDateTime.Now(TimeProvider.System).Ticks, [NodeOf("counter")]));

        await using var running = await RunningSource.StartAsync(machine, Counter, memory: memory.Path);
        var filled = await running.GapAsync(gap => gap.FilledTicks is not null);

        Assert.Equal((77UL, GapReason.SourceLost, from), (filled.Id, filled.Reason, filled.FromTicks!.Value));
        Assert.Equal([1, 2, 3], ValuesOf(running.TakeRead().Where(row => row.IsFilled)).Where(value => value > 0));
    }

    [Theory]
    [InlineData("history: off", "'history' is Off")]
    [InlineData("historyMaxLength: 1s", "'historyMaxLength'")]
    [InlineData("historyMaxAge: 1m", "'historyMaxAge'")]
    public async Task A_gap_beyond_what_is_allowed_stays_and_the_log_says_why(string setting, string reason)
    {
        using var memory = new TemporaryFolder();
        await using var machine = new Machine();
        AddCounter(machine);
        await machine.StartAsync();
        var from = UaDateTime.Now(TimeProvider.System).Ticks - TimeSpan.TicksPerHour;
        await RememberAsync(memory.Path, new PendingFill(77, GapReason.SourceLost, from, from + TimeSpan.TicksPerMinute, [NodeOf("counter")]));

        await using var running = await RunningSource.StartAsync(machine, $"{setting}\n{Counter}", memory: memory.Path);

        await Some.EventuallyAsync(() => running.Logs.GetSnapshot().Any(log =>
            log.Message.Contains("stays", StringComparison.Ordinal) && log.Message.Contains(reason, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_gap_of_a_node_that_has_no_history_any_longer_stays()
    {
        using var memory = new TemporaryFolder();
        await using var machine = new Machine();
        machine.Add("counter", Variant.Of(0));
        await machine.StartAsync();
        var to = UaDateTime.Now(TimeProvider.System).Ticks;
        await RememberAsync(memory.Path, new PendingFill(77, GapReason.SourceLost, to - 10, to, [NodeOf("counter")]));

        await using var running = await RunningSource.StartAsync(machine, Counter, memory: memory.Path);

        await Some.EventuallyAsync(() => running.Logs.GetSnapshot().Any(log =>
            log.Message.Contains("stays: the machine does not have all of it", StringComparison.Ordinal)));
        Assert.DoesNotContain(running.Gaps, gap => gap.FilledTicks is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_machine_has_been_heard_when_what_it_said_is_durable(bool isDurable)
    {
        using var memory = new TemporaryFolder();
        await using var machine = new Machine();
        AddCounter(machine);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, Counter, withIntake: isDurable, memory: memory.Path);
        await Some.EventuallyAsync(() => running.Logs.GetSnapshot().Any(log => log.Message.Contains("is live at", StringComparison.Ordinal)));
        await Some.EventuallyAsync(() => running.Source.Status is { Received: > 0 } status && (!isDurable || status.Accepted == status.Received));

        await running.EndAsync();

        var heard = new SourceMemory(memory.Path, "press", NullLogger.Instance).FoundTicks;
        Assert.Equal(isDurable, heard >= running.Source.Status.LastSampleTicks);
    }

    [Fact]
    public async Task A_gateway_that_is_killed_at_its_first_values_knows_from_when_on_it_has_read()
    {
        using var memory = new TemporaryFolder();
        await using var machine = new Machine();
        AddCounter(machine);
        await machine.StartAsync();
        var before = UaDateTime.Now(TimeProvider.System).Ticks;
        await using var running = await RunningSource.StartAsync(machine, Counter, withIntake: false, memory: memory.Path);
        await Some.EventuallyAsync(() => running.Source.Status.Received > 0);

        var found = new SourceMemory(memory.Path, "press", NullLogger.Instance).FoundTicks; // as the next gateway finds it

        Assert.InRange(found, before, running.Source.Status.LastSampleTicks);
    }

    private static VariableNode AddCounter(Machine machine)
    {
        var counter = machine.Add("counter", Variant.Of(0));
        counter.KeepHistory(10_000);
        return counter;
    }

    /// <summary>Values by the machine's clock, each later than the one before.</summary>
    private static void Set(VariableNode counter, int from, int count)
    {
        var now = UaDateTime.Now(TimeProvider.System).Ticks - count;
        for (var index = 0; index < count; index++)
        {
            counter.Set(new DataValue(Variant.Of(from + index), default, new UaDateTime(now + index)));
        }
    }

    /// <summary>It is known which points have a history.</summary>
    private static Task LookedAsync(RunningSource running) => Some.EventuallyAsync(() =>
        running.Logs.GetSnapshot().Any(log => log.Message.Contains("keeps a history of 1 of", StringComparison.Ordinal)));

    private static async Task RememberAsync(string folder, PendingFill fill)
    {
        var memory = new SourceMemory(folder, "press", NullLogger.Instance);
        memory.Add(fill);
        await memory.RunAsync(new CancellationToken(canceled: true)).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static string NodeOf(string name) => $"nsu={Machine.Namespace};s={name}";

    private static string PathOf(RunningSource running, Gap gap) => running.PathOf(Assert.Single(gap.Points));

    private static IEnumerable<int> ValuesOf(IEnumerable<DecodedRow> rows) => rows.Select(row => (int)row.Value.AsInt64()!);
}
