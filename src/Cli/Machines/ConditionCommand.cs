using System.CommandLine;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>What an operator says to a condition's event.</summary>
internal sealed record ConditionAct(NodeId Condition, byte[] EventId, LocalizedText Comment);

/// <summary><c>igw machine acknowledge</c> and <c>confirm</c>: an operator's word on one event of one condition, said once (Part 9 §5.7).</summary>
internal static class ConditionCommand
{
    public static Command Create(string name, string description, Func<ConditionMethods, ConditionAct, CancellationToken, Task> act)
    {
        var machine = new MachineOptions();
        var eventId = new Argument<string>("EVENT-ID") { Description = "In hexadecimal digits, as `igw machine events` shows it." };
        var condition = new Option<string>("--condition", "-n") { Description = "The condition, as `igw machine events` shows it.", HelpName = "NODE", Required = true };
        var comment = new Option<string?>("--comment") { Description = "What to leave with it.", HelpName = "TEXT" };
        var command = new Command(name, description);
        machine.AddTo(command);
        command.Add(eventId);
        command.Add(condition);
        command.Add(comment);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = Bytes(parsed.GetRequiredValue(eventId));
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var node = NodeTexts.Resolve(session, parsed.GetRequiredValue(condition));
            await SayAsync(act(new ConditionMethods(session), new ConditionAct(node, id, new LocalizedText(parsed.GetValue(comment))), cancellationToken));
            await Console.Error.WriteLineAsync("Good");
            return ExitCodes.Success;
        });
        return command;
    }

    private static byte[] Bytes(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new CliException(ExitCodes.Usage, $"'{text}' is no event's id.", "It is the row of hexadecimal digits that `igw machine events` shows.");
        }
    }

    private static async Task SayAsync(Task act)
    {
        try
        {
            await act;
        }
        catch (UaException failure)
        {
            throw CommandRefusals.Explain("The word on the event", failure.Status);
        }
    }
}
