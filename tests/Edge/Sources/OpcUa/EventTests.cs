using IndustrialGateway.Configuration;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Types;
using UaEvent = IndustrialGateway.OpcUa.Server.Events.UaEvent;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class EventTests
{
    // RefreshRequiredEventType (Part 9 §5.11.4).
    private static readonly NodeId RefreshRequired = new(2789);

    [Fact]
    public async Task An_event_is_a_value_of_its_point_with_its_fields_at_the_time_at_which_it_happened()
    {
        await using var machine = new Machine();
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, "events: { minSeverity: 300, equipment: line-1 }");
        await Some.EventuallyAsync(() => running.Source.Status.Points == 1);

        Report(machine, 1, "the door is open", 100);
        Report(machine, 2, "the pump is hot", 700);
        var row = await running.NextAsync();

        Assert.Equal(("press/Events", "line-1"), (running.PathOf(row), running.Describe(row).Equipment));
        Assert.Equal((Machine.TimeOf(2).Ticks, 0u), (row.SourceTicks, row.Status));
        var fields = Fields(row);
        Assert.Equal(Value.Of((ushort)700), fields["Severity"]);
        Assert.Equal(Value.OfLocalizedText(null, "the pump is hot"), fields["Message"]);
        Assert.Equal((Value.Of(DataType.String, "Plant"), Value.Of(DataType.NodeId, "i=2041")), (fields["SourceName"], fields["EventType"]));
        Assert.DoesNotContain("ConditionName", fields.Keys);
    }

    [Fact]
    public async Task An_alarm_that_was_raised_before_the_gateway_came_is_told_and_each_new_state_of_it_too()
    {
        await using var machine = new Machine();
        var alarm = machine.Space.AddCondition(machine.Plant, Machine.Id("alarm"), "alarm", TimeProvider.System);
        alarm.Activate(800, "too hot");
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            events:
              - { node: "nsu=urn:test:machine;s=Plant", path: alarms/all, types: ["i=2881"] }
            """);

        var before = await running.NextAsync();
        alarm.Deactivate("cold again");
        var after = await running.NextAsync();

        Assert.Equal("press/alarms/all", running.PathOf(before));
        Assert.Equal((Value.Of(true), Value.Of(false)), (Fields(before)["ActiveState/Id"], Fields(after)["ActiveState/Id"]));
        Assert.Equal(Value.Of(DataType.String, "alarm"), Fields(after)["ConditionName"]);
    }

    [Fact]
    public async Task A_machine_that_asks_for_a_refresh_without_end_is_not_refreshed_without_end()
    {
        await using var machine = new Machine();
        machine.Space.AddCondition(machine.Plant, Machine.Id("alarm"), "alarm", TimeProvider.System).Activate(800, "too hot");
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, "events: { }");
        await running.NextAsync();

        List<DecodedRow> rows = [];
        for (var round = 1; round <= 20; round++)
        {
            machine.Space.Report(machine.Plant, new UaEvent(RefreshRequired, machine.Plant, Machine.TimeOf(round), "events may be missing", 1));
            Report(machine, round, "the door is open", 100);
            do
            {
                rows.Add(await running.NextAsync());
            }
            while (rows[^1].SourceTicks != Machine.TimeOf(round).Ticks);
        }

        Assert.Equal(20, rows.Count);
        Assert.NotEmpty(running.Gaps);
    }

    [Fact]
    public async Task Events_and_values_of_one_machine_come_side_by_side_and_new_points_with_them()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, "events: { }\nbrowse: { start: \"nsu=urn:test:machine;s=Plant\" }");
        await running.NextAsync(row => running.PathOf(row) == "press/speed");
        Report(machine, 1, "the door is open", 100);
        await running.NextAsync(row => running.PathOf(row) == "press/Events");

        machine.Add("new", Variant.Of(7.5));

        Assert.Equal(Value.Of(7.5), (await running.NextAsync(row => running.PathOf(row) == "press/new")).Value);
        Assert.Equal((3, 0), (running.Source.Status.Points, running.Source.Status.BadPoints));
    }

    [Fact]
    public async Task An_event_point_is_not_said_to_be_out_of_date_when_the_machine_goes_away()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            staleAfter: 1s
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            events: { }
            """);
        await running.NextAsync();
        Report(machine, 1, "the door is open", 100);
        await running.NextAsync(row => running.PathOf(row) == "press/Events");

        await machine.StopAsync();
        var away = await running.NextAsync();
        await machine.StartAsync();
        await running.NextAsync(row => Quality.IsGood(row.Status));
        Report(machine, 2, "the door is closed", 100);

        Assert.Equal("press/speed", running.PathOf(away));
        Assert.Equal(Machine.TimeOf(2).Ticks, (await running.NextAsync(row => running.PathOf(row) == "press/Events")).SourceTicks);
    }

    [Theory]
    [InlineData("events: { minSeverity: 1001 }", "3: 'events.minSeverity' must be a whole number from 1 to 1000, not '1001'.")]
    [InlineData("events: { types: [nothing] }", "3: 'types' must be a node id such as nsu=urn:maker:press;s=Hydraulics.Pressure or i=85, not 'nothing'.")]
    [InlineData("events: { path: / }", "3: 'events.path' must not be empty.")]
    [InlineData("events: [{ path: a }, { path: b }]", "3: 'events' name i=2253 twice: one point has all events of a node.")]
    public void A_wrong_wish_for_events_is_named_with_its_line(string settings, string expected)
    {
        var errors = new ConfigurationErrors();

        OpcUaSourceOptions.Read(ConfigurationFile.Parse("test.yaml", $"name: press\nendpoint: opc.tcp://press:4840\n{settings}", errors));

        Assert.Equal([expected], errors.All.Select(error => $"{error.Line}: {error.Message}"));
    }

    private static void Report(Machine machine, int at, string message, ushort severity) => machine.Space.Report(
        machine.Plant, new UaEvent(EventTypes.BaseEvent, machine.Plant, Machine.TimeOf(at), message, severity));

    private static Dictionary<string, Value> Fields(DecodedRow row)
    {
        var structure = row.Value.AsStructure();
        Assert.Equal(EventMapping.TypeName, structure?.TypeName);
        return structure!.Fields.ToArray().ToDictionary(field => field.Name, field => field.Value);
    }
}
