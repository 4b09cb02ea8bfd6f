using System.CommandLine;
using IndustrialGateway.Cli.Connection;

namespace IndustrialGateway.Cli.Demo;

/// <summary><c>igw demo</c>: a plant, the platform and a gateway on this machine, and the line's figures, until Ctrl-C.</summary>
internal static class DemoCommand
{
    public static Command Create(TimeProvider time)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where certificates, data and logs are kept; a second run goes on with them.",
            DefaultValueFactory = _ => DemoFolder.Name,
        };
        var machines = new Option<int>("--machines")
        {
            Description = "Machines of the plant.",
            DefaultValueFactory = _ => 6,
        };
        var command = new Command("demo", "A simulated plant, the platform and a gateway here, until Ctrl-C.")
        {
            folder, machines,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = new DemoRun(
                Path.GetFullPath(parsed.GetRequiredValue(folder)),
                Math.Clamp(parsed.GetRequiredValue(machines), 1, 100),
                time);
            try
            {
                await run.RunAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how a demo ends; the programs have stopped already.
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
