using System.CommandLine;
using IndustrialGateway.Cli.Output;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine read</c>: the present values of variables, structures with the names of their fields.</summary>
internal static class MachineReadCommand
{
    public static Command Create()
    {
        var machine = new MachineOptions();
        var nodes = new Argument<string[]>("NODE")
        {
            Description = "Variables, e.g. nsu=urn:maker:press;s=Speed or \"ns=2;i=5\".",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of a table." };
        var command = new Command("read", "Read the values of variables of an OPC UA server.");
        machine.AddTo(command);
        command.Add(nodes);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var ids = parsed.GetRequiredValue(nodes).Select(text => NodeTexts.Resolve(session, text)).ToArray();
            var readings = await NodeReading.ReadAsync(session, ids, cancellationToken);
            var values = new MachineValues(session);
            var listing = new Listing<NodeReading>(
                ["node", ">value", "type", "status", "source time"],
                reading => Row(session.Namespaces.Format(reading.Node), reading, values),
                (json, reading) =>
                {
                    json.WriteString("nodeId", session.Namespaces.Format(reading.Node));
                    values.WriteFields(json, reading.Value, reading.Type);
                },
                "values");
            await listing.PrintAsync(readings.ToAsyncEnumerable(), parsed.GetValue(json), cancellationToken);
            return readings.Any(reading => reading.IsUnknown) ? ExitCodes.NotFound : ExitCodes.Success;
        });
        return command;
    }

    private static string[] Row(string node, NodeReading reading, MachineValues values) =>
    [
        node,
        reading.Value.Value.IsNull ? "" : values.Text(reading.Value.Value, reading.Type),
        reading.Value.Value.IsNull ? "" : MachineValues.TypeName(reading.Value.Value, reading.Type),
        reading.Value.Status.ToString(),
        reading.Value.SourceTimestamp.IsNull ? "" : Texts.Local(reading.Value.SourceTimestamp.Ticks),
    ];
}
