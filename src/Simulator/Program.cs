using System.CommandLine;
using IndustrialGateway.Simulator.Load;
using IndustrialGateway.Simulator.Machines;

var root = new RootCommand("Plants to connect to: machines with OPC UA servers, for demos, tests and measurements.")
{
    PlantCommand.Create(),
    LoadCommand.Create(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });
