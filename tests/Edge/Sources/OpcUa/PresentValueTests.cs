using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>When a line comes back, a value that is read never gets before those that the machine has kept for it.</summary>
public sealed class PresentValueTests
{
    private const int Values = 200;

    [Fact]
    public async Task What_the_machine_kept_comes_once_and_in_order_and_what_is_silent_is_good_again()
    {
        await using var machine = new Machine();
        var busy = machine.Add("busy", Variant.Of(-1.0));
        machine.Add("silent", Variant.Of(7.0));
        await machine.StartAsync();
        await using var line = new TcpProxy { Target = machine.Endpoint };
        await using var running = await RunningSource.StartAsync(
            machine,
            """
            staleAfter: 1s
            publishingInterval: 50ms
            samplingInterval: 0ms
            queueSize: 1000
            points: [{ node: "nsu=urn:test:machine;s=busy" }, { node: "nsu=urn:test:machine;s=silent" }]
            """,
            new Uri($"opc.tcp://127.0.0.1:{line.Port}"));
        await running.TakeAsync(2);

        line.Target = null;
        line.Reset();
        await running.TakeAsync(2); // that they are bad
        for (var index = 0; index < Values; index++)
        {
            busy.Set(new DataValue(Variant.Of((double)index), default, Machine.TimeOf(1)));
        }

        line.Target = machine.Endpoint;

        var rows = await running.TakeAsync(Values + 1);
        var byPath = rows.ToLookup(running.PathOf, row => row.Value.AsDouble());
        Assert.All(rows, row => Assert.True(Quality.IsGood(row.Status)));
        Assert.Equal(Enumerable.Range(0, Values).Select(index => (double)index), byPath["press/busy"]);
        Assert.Equal([7.0], byPath["press/silent"]);
    }
}
