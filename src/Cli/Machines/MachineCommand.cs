using System.CommandLine;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine</c>: everything that a person tries on an OPC UA server by hand.</summary>
internal static class MachineCommand
{
    public static Command Create() => new("machine", "Read, write, call and listen to an OPC UA server by hand.")
    {
        MachineReadCommand.Create(),
        MachineWriteCommand.Create(),
        MachineCallCommand.Create(),
        TranslateCommand.Create(),
    };
}
