using IndustrialGateway.Edge.Intake;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>By the times of receipt records are put in order again that overtake one another on their way.</summary>
public sealed class ReceiptOrderTests
{
    [Fact]
    public async Task What_comes_together_and_is_too_much_for_one_record_is_received_in_order()
    {
        const int Values = 3 * SampleGroup.Capacity;
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(-1.0));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, """
            publishingInterval: 500ms
            samplingInterval: 0ms
            queueSize: 4000
            points: [{ node: "nsu=urn:test:machine;s=speed" }]
            """);
        await running.NextAsync();

        for (var index = 0; index < Values; index++)
        {
            speed.Set(new DataValue(Variant.Of((double)index), default, Machine.TimeOf(1)));
        }

        var rows = await running.TakeAsync(Values);
        var received = rows.Select(row => row.ReceivedTicks).ToList();
        Assert.Equal(Enumerable.Range(0, Values).Select(index => (double)index), rows.Select(row => row.Value.AsDouble()));
        Assert.Equal(received.Order(), received);
        Assert.All(received.CountBy(ticks => ticks), together => Assert.InRange(together.Value, 1, SampleGroup.Capacity));
    }
}
