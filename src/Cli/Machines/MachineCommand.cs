using System.CommandLine;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine</c>: everything that a person tries on an OPC UA server by hand.</summary>
internal static class MachineCommand
{
    public static Command Create(TimeProvider time) => new("machine", "Read, write, call and listen to an OPC UA server by hand.")
    {
        MachineReadCommand.Create(),
        MachineWriteCommand.Create(),
        MachineCallCommand.Create(),
        TranslateCommand.Create(),
        MachineHistoryCommand.Create(time),
        EventsCommand.Create(time),
        ConditionCommand.Create("acknowledge", "Say that somebody has seen a condition in the state that an event tells of.", (methods, act, cancelled) =>
            methods.AcknowledgeAsync(act.Condition, act.EventId, act.Comment, cancelled)),
        ConditionCommand.Create("confirm", "Say that what a condition asked for has been done.", (methods, act, cancelled) =>
            methods.ConfirmAsync(act.Condition, act.EventId, act.Comment, cancelled)),
    };
}
