using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class ItemOptionsTests
{
    private readonly ConfigurationErrors _errors = new();

    [Fact]
    public void A_point_is_read_as_its_source_says_unless_it_says_otherwise()
    {
        var source = Read("""
            samplingInterval: 50ms
            queueSize: 7
            discard: newest
            deadband: 1%
            trigger: statusValueTimestamp
            heartbeat: 1m
            points:
              - { node: "nsu=urn:m;i=1" }
              - { node: "nsu=urn:m;i=2", queueSize: auto, deadband: 0.5, read: cyclic, interval: 5s, heartbeat: 0s }
            """);

        Assert.Empty(_errors.All);
        Assert.Equal(
            new ItemOptions
            {
                SamplingInterval = TimeSpan.FromMilliseconds(50),
                QueueSize = 7,
                Discard = DiscardedValues.Newest,
                Deadband = Deadband.Percent(1),
                Trigger = DataChangeTrigger.StatusValueTimestamp,
                Heartbeat = TimeSpan.FromMinutes(1),
            },
            source.Points[0].Item);
        Assert.Equal(
            source.Points[0].Item with
            {
                QueueSize = null,
                Deadband = Deadband.Absolute(0.5),
                Mode = ReadMode.Cyclic,
                Interval = TimeSpan.FromSeconds(5),
                Heartbeat = TimeSpan.Zero,
            },
            source.Points[1].Item);
    }

    [Theory]
    [InlineData("deadband: 101%", "3: 'deadband' must be a number from 0 on in the point's unit, or 0% to 100% of its range, not '101%'.")]
    [InlineData("deadband: wide", "3: 'deadband' must be a number from 0 on in the point's unit, or 0% to 100% of its range, not 'wide'.")]
    [InlineData("interval: 5s", "3: 'interval' is for 'read: Cyclic'; how often the machine looks is 'samplingInterval'.")]
    [InlineData("queueSize: much", "3: 'queueSize' must be a whole number from 1 to 10000, not 'much'.")]
    public void A_wrong_way_of_reading_is_named_with_its_line(string setting, string expected)
    {
        Read($"{setting}\npoints: [{{ node: \"nsu=urn:m;i=1\" }}]");

        Assert.Equal([expected], _errors.All.Select(error => $"{error.Line}: {error.Message}"));
    }

    [Fact]
    public async Task A_point_that_is_read_in_cycles_comes_again_whether_it_has_changed_or_not()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            read: cyclic
            interval: 100ms
            points:
              - { node: "nsu=urn:test:machine;s=speed" }
              - { node: "nsu=urn:test:machine;s=nothing" }
            """);

        var rows = await running.TakeAsync(6);

        Assert.Equal(3, rows.Count(row => running.PathOf(row) == "press/speed" && row.Value.AsDouble() == 1.5));
        Assert.Equal(3, rows.Count(row => running.PathOf(row) == "press/nothing" && row.Status == StatusCode.BadNodeIdUnknown.Value));
        Assert.Equal((1, 1), (running.Source.Status.Points, running.Source.Status.BadPoints));
    }

    [Fact]
    public async Task A_silent_point_is_told_again_with_the_time_of_its_value()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            heartbeat: 200ms
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);

        var rows = await running.TakeAsync(3);

        Assert.All(rows, row => Assert.Equal((Machine.TimeOf(0).Ticks, 1.5), (row.SourceTicks, row.Value.AsDouble())));
        Assert.True(rows[0].ReceivedTicks < rows[1].ReceivedTicks);
    }

    private OpcUaSourceOptions Read(string settings) =>
        OpcUaSourceOptions.Read(ConfigurationFile.Parse("test.yaml", $"name: press\nendpoint: opc.tcp://press:4840\n{settings}", _errors));
}
