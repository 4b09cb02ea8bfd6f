using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>How far a machine's clock is found to be ahead.</summary>
public sealed class MachineClockTests
{
    [Fact]
    public async Task Only_what_happens_while_it_is_listened_to_tells_of_the_clock()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(0.0));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, "points: [{ node: \"nsu=urn:test:machine;s=speed\" }]");
        await running.TakeAsync(1);
        Assert.Null(running.Source.Status.Clock.Lead);

        // A machine that is years ahead.
        speed.Set(new DataValue(Variant.Of(1.0), default, UaDateTime.From(TimeProvider.System.GetUtcNow().AddDays(3652))));
        await running.TakeAsync(1);

        Assert.True(running.Source.Status.Clock.Lead > TimeSpan.FromDays(3651));
    }
}
