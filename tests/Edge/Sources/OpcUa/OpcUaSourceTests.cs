using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class OpcUaSourceTests
{
    private const uint BadNoCommunication = 0x80310000;

    [Fact]
    public async Task An_unknown_node_among_a_thousand_costs_that_one()
    {
        await using var machine = new Machine();
        for (var index = 0; index < 1000; index++)
        {
            machine.Add($"point-{index}", Variant.Of((double)index));
        }

        await machine.StartAsync();
        var points = string.Join('\n', Enumerable.Range(0, 1001).Select(index =>
            $"  - node: \"nsu={Machine.Namespace};s=point-{(index == 500 ? "unknown" : index > 500 ? index - 1 : index)}\""));
        await using var running = await RunningSource.StartAsync(machine, $"points:\n{points}");

        var rows = await running.TakeAsync(1000);

        Assert.Equal(
            Enumerable.Range(0, 1000).Select(index => (double)index),
            rows.Select(row => row.Value.AsDouble()).Order());
        var refused = Assert.Single(running.Logs.GetSnapshot(), log => log.Level == LogLevel.Warning);
        Assert.Contains("point-unknown", refused.Message, StringComparison.Ordinal);
        Assert.Equal((1000, 1), (running.Source.Status.Points, running.Source.Status.BadPoints));
    }

    [Fact]
    public async Task When_a_machine_stops_its_points_are_read_from_the_other_server_of_its_set_and_what_was_lost_is_told()
    {
        await using var first = new Machine();
        await using var second = new Machine();
        first.Add("speed", Variant.Of(1.5));
        second.Add("speed", Variant.Of(2.5));
        await first.StartAsync(secured: false);
        await second.StartAsync(secured: false);
        await using var running = await RunningSource.StartAsync(first, $$"""
            alternatives: [{{second.Endpoint}}]
            security: None
            allowInsecure: a test
            points:
              - { node: "nsu=urn:test:machine;s=speed" }
            """);
        Assert.Equal(Value.Of(1.5), (await running.NextAsync()).Value);
        await Some.EventuallyAsync(() => running.Source.Status.Now.Detail == $"read from {first.Endpoint}");

        await first.StopAsync();

        await running.NextAsync(row => row.Value.Equals(Value.Of(2.5)));
        await running.GapAsync(gap => gap.Reason == GapReason.SourceLost);
        await Some.EventuallyAsync(() => running.Source.Status.Now.Detail == $"read from {second.Endpoint}");
    }

    [Fact]
    public async Task Values_keep_their_type_their_time_and_their_status()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(1.5));
        machine.Add("serial", Variant.Of(12_345_678_901_234L));
        machine.Add("axes", Variant.OfArray(BuiltInType.Float, (float[])[1, 2]));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            points:
              - { node: "nsu=urn:test:machine;s=speed", path: motor/speed, unit: rpm, equipment: lathe }
              - { node: "nsu=urn:test:machine;s=serial" }
              - { node: "nsu=urn:test:machine;s=axes" }
            """);
        var rows = (await running.TakeAsync(3)).ToDictionary(running.PathOf);

        speed.Set(new DataValue(Variant.Of(2.5), StatusCode.BadTimeout, Machine.TimeOf(7)));
        var bad = await running.NextAsync();

        Assert.Equal(["press/axes", "press/motor/speed", "press/serial"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Value.Of(1.5), rows["press/motor/speed"].Value);
        Assert.Equal(("rpm", "lathe"), (running.Describe(bad).Unit, running.Describe(bad).Equipment));
        Assert.Equal(Value.Of(12_345_678_901_234L), rows["press/serial"].Value);
        Assert.Equal(2, rows["press/axes"].Value.AsArray()!.Items.Length);
        Assert.Equal(Machine.TimeOf(0).Ticks, rows["press/serial"].SourceTicks);
        Assert.Equal((StatusCode.BadTimeout.Value, Machine.TimeOf(7).Ticks), (bad.Status, bad.SourceTicks));
    }

    [Fact]
    public async Task A_machine_that_calls_is_read_like_one_that_is_called()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await using var running = await RunningSource.StartAsync(machine, """
            points:
              - { node: "nsu=urn:test:machine;s=speed" }
            """, isCalled: true);

        await machine.StartAsync(client: running.CalledAt);

        Assert.Equal(Value.Of(1.5), (await running.TakeAsync(1))[0].Value);
    }

    [Fact]
    public async Task Structures_arrive_with_their_fields_and_unknown_ones_with_their_bytes()
    {
        await using var machine = new Machine();
        machine.Add("range", Variant.Of(StandardStructures.Encode(new ValueRange(-1, 1500.5))));
        machine.Add("strange", Variant.Of(new ExtensionObject(new NodeId(77, 1), ExtensionBody.Binary, (byte[])[1, 2])));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            points:
              - { node: "nsu=urn:test:machine;s=range" }
              - { node: "nsu=urn:test:machine;s=strange" }
            """);

        var rows = (await running.TakeAsync(2)).ToDictionary(running.PathOf);

        Assert.Equal(
            Value.OfStructure(new StructureValue("Range", ("Low", Value.Of(-1.0)), ("High", Value.Of(1500.5)))),
            rows["press/range"].Value);
        Assert.Equal(
            Value.OfStructure(new StructureValue("nsu=urn:test:machine;i=77", ("binary", Value.Of((byte[])[1, 2])))),
            rows["press/strange"].Value);
    }

    [Fact]
    public async Task A_point_declares_the_type_that_its_machine_says_even_before_it_has_a_value()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5f)).Set(new DataValue(Variant.Null, StatusCode.BadWaitingForInitialData));
        machine.Add("axes", Variant.OfArray(BuiltInType.Int16, (short[])[1, 2]));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            points:
              - { node: "nsu=urn:test:machine;s=speed" }
              - { node: "nsu=urn:test:machine;s=axes" }
            """);

        var rows = (await running.TakeAsync(2)).ToDictionary(running.PathOf);

        Assert.Equal(DataType.Float, running.Describe(rows["press/speed"]).DataType);
        Assert.Equal(DataType.Int16, running.Describe(rows["press/axes"]).DataType);
    }

    [Fact]
    public async Task Where_the_machine_gives_no_time_it_is_that_of_receiving()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """points: [{ node: "nsu=urn:test:machine;s=speed" }]""");
        await running.NextAsync();

        speed.Set(new DataValue(Variant.Of(2.5)));
        var row = await running.NextAsync();

        Assert.Equal(row.ReceivedTicks, row.SourceTicks);
    }

    [Fact]
    public async Task A_subtree_is_read_by_its_patterns_and_named_by_its_rules()
    {
        await using var machine = new Machine();
        foreach (var press in new[] { "Press-1", "Press-2", "Lathe-1" })
        {
            var folder = machine.Space.AddFolder(machine.Plant, Machine.Id(press), press);
            var zone = machine.Space.AddFolder(folder, Machine.Id($"{press}.Zone"), "Zone");
            machine.Add($"{press}.Zone.TempOil", Variant.Of(40.0), zone);
            machine.Add($"{press}.Zone.TempRaw", Variant.Of(41.0), zone);
            machine.Add($"{press}.Speed", Variant.Of(1.0), folder);
        }

        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            browse:
              start: nsu=urn:test:machine;s=Plant
              include: ["Press-*/**/Temp*"]
              exclude: ["**/*Raw"]
              path: "{path}"
              equipment: "{1}"
            """);

        var rows = await running.TakeAsync(2);

        Assert.Equal(["Press-1/Zone/TempOil", "Press-2/Zone/TempOil"], rows.Select(running.PathOf).Order());
        Assert.Equal(["Press-1", "Press-2"], rows.Select(row => running.Describe(row).Equipment).Order());
    }

    [Fact]
    public async Task More_points_than_allowed_are_left_out_and_said_so()
    {
        await using var machine = new Machine();
        for (var index = 0; index < 20; index++)
        {
            machine.Add($"point-{index:d2}", Variant.Of(index));
        }

        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(
            machine, "browse: { start: \"nsu=urn:test:machine;s=Plant\", maxPoints: 5 }");

        await running.TakeAsync(5);

        var error = Assert.Single(running.Logs.GetSnapshot(), log => log.Level == LogLevel.Error);
        Assert.Contains("more than 5 points", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_goes_away_turns_its_points_bad_and_comes_back_with_a_gap()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            staleAfter: 1s
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);
        await running.NextAsync();

        await machine.StopAsync();
        var away = await running.NextAsync();
        await machine.StartAsync();
        var back = await running.NextAsync(row => Quality.IsGood(row.Status));

        Assert.Equal((BadNoCommunication, "press/speed"), (away.Status, running.PathOf(away)));
        Assert.Equal(Value.Of(1.5), back.Value);
        Assert.Equal("press", (await running.GapAsync(gap => gap.Reason == GapReason.SourceLost)).Equipment);
        await running.EndAsync();
        var status = running.Source.Status;
        Assert.Equal((1L, status.Received, status.Received + 1), (status.Made, status.Accepted, (long)running.DurableSamples()));
    }

    [Fact]
    public async Task Namespaces_that_an_update_has_moved_never_put_a_value_under_another_points_name()
    {
        await using var machine = new Machine { Space = SpaceWith(("urn:line", 1), ("urn:other", 2)) };
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            staleAfter: 1s
            browse: { include: ["urn:*/*"] }
            """);
        var rows = await running.TakeAsync(2);

        await machine.StopAsync();
        machine.Space = SpaceWith(("urn:new", 30), ("urn:other", 20), ("urn:line", 10));
        await machine.StartAsync();
        for (HashSet<Value> left = [Value.Of(10.0), Value.Of(20.0), Value.Of(30.0)]; left.Count > 0; left.Remove(rows[^1].Value))
        {
            rows.Add(await running.NextAsync());
        }

        var values = rows.Where(row => Quality.IsGood(row.Status)).ToLookup(running.PathOf, row => row.Value.AsDouble());
        Assert.Equal([1, 10], values["press/urn:line/speed"].Distinct().Order());
        Assert.Equal([2, 20], values["press/urn:other/speed"].Distinct().Order());
        Assert.Equal([30], values["press/urn:new/speed"].Distinct());
    }

    [Fact]
    public async Task A_queue_that_overflowed_in_the_machine_is_a_gap()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(0.0));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            publishingInterval: 200ms
            samplingInterval: 0s
            queueSize: 2
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);
        await running.NextAsync();

        for (var index = 1; index <= 1000; index++)
        {
            speed.Set(new DataValue(Variant.Of((double)index), default, Machine.TimeOf(index)));
        }

        await running.NextAsync(row => row.Value.AsDouble() == 1000);
        Assert.Single((await running.GapAsync(gap => gap.Reason == GapReason.SourceOverflow)).Points);
    }

    [Fact]
    public async Task A_password_is_used_and_never_logged()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var right = await RunningSource.StartAsync(machine, $$"""
            user: reader
            password: {{Machine.Password}}
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);
        await using var wrong = await RunningSource.StartAsync(machine, $$"""
            user: somebody
            password: {{Machine.Password}}
            staleAfter: 1s
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);

        await right.NextAsync();
        await Some.EventuallyAsync(() => wrong.Logs.GetSnapshot().Any(log => log.Level == LogLevel.Warning));

        Assert.All(
            right.Logs.GetSnapshot().Concat(wrong.Logs.GetSnapshot()),
            log => Assert.DoesNotContain(Machine.Password, log.Message + log.Exception, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_without_security_is_named_loudly_at_each_connection_and_in_the_status()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.0));
        await machine.StartAsync(secured: false);
        await using var running = await RunningSource.StartAsync(
            machine,
            """
            security: None
            allowInsecure: a test
            staleAfter: 1s
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);
        await running.NextAsync();

        await machine.StopAsync();
        await machine.StartAsync(secured: false);
        await Some.EventuallyAsync(() => running.Logs.GetSnapshot().Count(log => log.Message.Contains("WITHOUT SOUND SECURITY", StringComparison.Ordinal)) >= 2);

        Assert.Equal("None: a test", running.Source.Status.Insecurity);
    }

    [Fact]
    public async Task The_machine_is_told_of_a_notification_only_when_its_samples_are_durable()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(0.0));
        await machine.StartAsync(secured: false);
        await using var line = new WatchedLine(machine.Endpoint);
        await using var running = await RunningSource.StartAsync(
            machine,
            """
            security: None
            allowInsecure: a test
            publishingInterval: 20ms
            staleAfter: 1s
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """,
            line.Endpoint,
            withIntake: false);
        List<(uint Sequence, int Durable)> told = [];
        line.Acknowledging = sequence => told.Add((sequence, running.DurableSamples()));

        // Three notifications of one sample each wait in the intake; keep-alives go on, with room for acknowledgements.
        for (var index = 1; index <= 3; index++)
        {
            await Some.EventuallyAsync(() => running.Queue.ReaderOf(DataClass.Process).Count == index);
            speed.Set(new DataValue(Variant.Of((double)index), default, Machine.TimeOf(index)));
        }

        await Some.EventuallyAsync(() => running.Queue.ReaderOf(DataClass.Process).Count == 4);
        var before = line.PublishRequests;
        await Some.EventuallyAsync(() => line.PublishRequests >= before + 3);
        Assert.Empty(line.Acknowledged);

        await running.StartIntakeAsync();
        await Some.EventuallyAsync(() => line.Acknowledged.Count >= 4);

        Assert.Equal([1u, 2, 3, 4], line.Acknowledged.ToArray());
        await running.EndAsync();
        Assert.Equal(running.Source.Status.Received, running.Source.Status.Accepted + running.Source.Status.Dropped);
        Assert.All(told, each => Assert.True(each.Durable >= each.Sequence, $"{each} was told too early"));
        var insecure = Assert.Single(running.Logs.GetSnapshot(), log => log.Level == LogLevel.Warning);
        Assert.Contains("WITHOUT SOUND SECURITY", insecure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_lost_while_a_source_is_interrupted_is_a_gap_until_it_goes_on()
    {
        const ushort createSubscription = 787;
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        machine.Add("other", Variant.Of(2.5));
        await machine.StartAsync(secured: false, limits: new ServerLimits { MaxSubscriptions = 1 });
        await using var line = new WatchedLine(machine.Endpoint);
        var isReceived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var subscriptions = 0;
        line.Passing = type => type == createSubscription && ++subscriptions == 2 ? isReceived.Task : Task.CompletedTask;
        await using var running = await RunningSource.StartAsync(
            machine,
            """
            security: None
            allowInsecure: a test
            itemsPerSubscription: 1
            publishingInterval: 20ms
            points: [{ node: "nsu=urn:test:machine;s=speed" }, { node: "nsu=urn:test:machine;s=other" }]
            """,
            line.Endpoint);

        var before = await running.NextAsync();
        isReceived.SetResult();
        var gap = await running.GapAsync(gap => gap.Reason == GapReason.SourceLost);

        Assert.Equal(("press", before.ReceivedTicks), (gap.Equipment, gap.FromTicks));
        Assert.Contains(running.Logs.GetSnapshot(), log => log.Message.Contains("was interrupted", StringComparison.Ordinal));
    }

    /// <summary>A folder for each namespace, with the same names in it; their order is that of the indexes.</summary>
    private static AddressSpace SpaceWith(params (string Uri, double Value)[] parts)
    {
        var space = new AddressSpace(Machine.Namespace);
        foreach (var (uri, value) in parts)
        {
            var index = space.Namespaces.Add(uri);
            var folder = space.AddFolder(space.Objects, new NodeId("folder", index), uri);
            space.AddVariable(folder, new NodeId("speed", index), "speed", BuiltInType.Double, new DataValue(Variant.Of(value), default, Machine.TimeOf(0)));
        }

        return space;
    }
}
