using System.CommandLine;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw browse</c>: an OPC UA server's nodes as a tree, ready to be copied into <c>gateway.yaml</c>.</summary>
internal static class BrowseCommand
{
    private const uint ObjectsFolder = 85;

    public static Command Create()
    {
        var machine = new MachineOptions();
        var start = new Option<string?>("--node", "-n")
        {
            Description = "Where to begin, e.g. nsu=urn:maker:press;s=Hydraulics; else the Objects folder.",
            HelpName = "NODE",
        };
        var depth = new Option<int>("--depth", "-d") { Description = "Levels below it.", DefaultValueFactory = _ => 3 };
        var values = new Option<bool>("--values", "-v") { Description = "Read the variables' values too." };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of a tree." };
        var command = new Command("browse", "Show an OPC UA server's nodes.");
        machine.AddTo(command);
        command.Add(start);
        command.Add(depth);
        command.Add(values);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var root = parsed.GetValue(start) is { } text ? NodeTexts.Resolve(session, text) : new NodeId(ObjectsFolder);
            var walk = new TreeWalk(session, Math.Clamp(parsed.GetRequiredValue(depth), 1, 100), parsed.GetValue(values));
            var nodes = walk.WalkAsync(root, cancellationToken);
            await (parsed.GetValue(json) ? PrintJsonAsync(nodes) : PrintTreeAsync(nodes));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task PrintTreeAsync(IAsyncEnumerable<TreeNode> nodes)
    {
        await using var output = StandardOutput.OpenText();
        await foreach (var node in nodes)
        {
            await output.WriteAsync(new string(' ', 2 * (node.Level - 1)));
            await output.WriteAsync($"{node.Name}  {node.Id}");
            await output.WriteLineAsync(node.Value is { } value ? $"  = {Describe(value)}" : "");
        }
    }

    private static string Describe(DataValue value) =>
        value.Status.IsGood ? $"{value.Value} ({value.Value.Type})" : value.Status.ToString();

    private static async Task PrintJsonAsync(IAsyncEnumerable<TreeNode> nodes)
    {
        using var lines = JsonLines.ToStandardOutput();
        await foreach (var node in nodes)
        {
            lines.Write(node, static (json, node) =>
            {
                json.WriteString("path", node.Path);
                json.WriteString("nodeId", node.Id);
                json.WriteString("nodeClass", node.Class.ToString());
                if (node.Value is { } value)
                {
                    json.WriteString("dataType", value.Value.Type.ToString());
                    json.WriteString("value", value.Value.ToString());
                    json.WriteString("status", value.Status.ToString());
                }
            });
        }

        lines.Flush();
    }
}
