using System.CommandLine;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Commands;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine write</c>: one value into one variable, sent once and never again.</summary>
internal static class MachineWriteCommand
{
    public static Command Create()
    {
        var machine = new MachineOptions();
        var node = new Argument<string>("NODE") { Description = "The variable, e.g. nsu=urn:maker:press;s=SetPoint." };
        var value = new Argument<string>("VALUE") { Description = "E.g. 2.5, an enumeration's name, or [1, 2, 3] for an array." };
        var type = new Option<BuiltInType?>("--type", "-t")
        {
            Description = "Double, Int32, String …; else the type that the variable has.",
            HelpName = "TYPE",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("write", "Write a value into a variable of an OPC UA server, once.");
        machine.AddTo(command);
        command.Add(node);
        command.Add(value);
        command.Add(type);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var id = NodeTexts.Resolve(session, parsed.GetRequiredValue(node));
            var before = (await NodeReading.ReadAsync(session, [id], cancellationToken))[0];
            if (before.IsUnknown)
            {
                throw new UaException(before.Value.Status, $"{session.Namespaces.Format(id)} is no variable: {before.Value.Status}.");
            }

            var written = Parse(session, before, parsed.GetRequiredValue(value), parsed.GetValue(type));
            var status = await CommandRefusals.OnceAsync(session.WriteAsync(id, written, cancellationToken));
            Print(session, before, written, status, parsed.GetValue(json));
            return status.IsBad ? throw CommandRefusals.Explain("The value", status) : ExitCodes.Success;
        });
        return command;
    }

    private static Variant Parse(UaSession session, NodeReading before, string text, BuiltInType? wanted)
    {
        var type = wanted ?? TypeOf(before);
        var names = wanted is null ? before.Type?.Enumeration : null;
        return new ValueTexts(session.Namespaces).Parse(text, type, before.ValueRank, names);
    }

    private static BuiltInType TypeOf(NodeReading before)
    {
        var type = before.Type?.BuiltIn ?? BuiltInType.Null;
        if (type is BuiltInType.Null or BuiltInType.Variant)
        {
            type = before.Value.Value.Type; // An abstract type such as Number: what is there now is a good guess.
        }

        return type is not (BuiltInType.Null or BuiltInType.Variant)
            ? type
            : throw new CliException(ExitCodes.Usage, "The server does not tell the variable's type.", "Say it with --type, e.g. --type Double.");
    }

    private static void Print(UaSession session, NodeReading before, in Variant written, StatusCode status, bool asJson)
    {
        var values = new MachineValues(session);
        if (!asJson)
        {
            Console.Out.WriteLine($"{values.Text(before.Value.Value, before.Type)} -> {values.Text(written, before.Type)}  {status}");
            return;
        }

        var value = new DataValue(written, status);
        using var lines = JsonLines.ToStandardOutput();
        lines.Write((session, before, value, values), static (json, it) =>
        {
            json.WriteString("nodeId", it.session.Namespaces.Format(it.before.Node));
            json.WritePropertyName("oldValue");
            it.values.Write(json, it.before.Value.Value, it.before.Type);
            it.values.WriteFields(json, it.value, it.before.Type);
        });
        lines.Flush();
    }
}
