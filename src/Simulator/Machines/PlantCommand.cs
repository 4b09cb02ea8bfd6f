using System.CommandLine;
using IndustrialGateway.Simulator.Serving;

namespace IndustrialGateway.Simulator.Machines;

/// <summary><c>plant</c>: machines that behave like machines, each with an OPC UA server of its own.</summary>
internal static class PlantCommand
{
    public static Command Create()
    {
        var serving = new ServingOptions();
        var machines = new Option<int>("--machines") { Description = "How many.", DefaultValueFactory = _ => 6 };
        var points = new Option<int>("--points")
        {
            Description = "Points of each machine; 0 = as many as its kind has, some 25 to 45.",
            DefaultValueFactory = _ => 0,
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Steps per second; fast signals change at every step.",
            DefaultValueFactory = _ => 5,
        };
        var seed = new Option<int>("--seed") { Description = "Another one makes another day.", DefaultValueFactory = _ => 1 };
        var command = new Command("plant", "Machines that behave like machines.") { machines, points, rate, seed };
        serving.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            serving.Read(parsed),
            new PlantShape(
                Math.Clamp(parsed.GetRequiredValue(machines), 1, 1000),
                Math.Clamp(parsed.GetRequiredValue(points), 0, 100_000),
                Math.Clamp(parsed.GetRequiredValue(rate), 0.01, 1000),
                parsed.GetRequiredValue(seed)),
            TimeProvider.System,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ServingSettings serving, PlantShape shape, TimeProvider time, CancellationToken cancellationToken)
    {
        using var loggers = Logs.Create();
        var machines = Enumerable.Range(0, shape.Machines)
            .Select(number => new Machine(number, shape.Points, shape.Seed, time))
            .ToArray();
        await using var servers = await MachineServers.StartAsync(
            serving, [.. machines.Select(machine => machine.Space)], loggers, time);
        using var steps = new PeriodicTimer(TimeSpan.FromSeconds(1 / shape.StepsPerSecond), time);
        try
        {
            while (await steps.WaitForNextTickAsync(cancellationToken))
            {
                var now = time.GetUtcNow();
                foreach (var machine in machines)
                {
                    machine.Step(now);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        return 0;
    }

    private sealed record PlantShape(int Machines, int Points, double StepsPerSecond, int Seed);
}
