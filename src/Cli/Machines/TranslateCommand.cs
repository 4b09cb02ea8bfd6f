using System.CommandLine;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client.Paths;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine translate</c>: the node at the end of a path of browse names (Part 4 annex A.2).</summary>
internal static class TranslateCommand
{
    private const uint ObjectsFolder = 85;

    public static Command Create()
    {
        var machine = new MachineOptions();
        var path = new Argument<string>("PATH") { Description = "E.g. /2:Plant/2:Press.2:Speed or \"<HasComponent>2:Press\"." };
        var start = new Option<string?>("--node", "-n") { Description = "Where the path begins; else the Objects folder.", HelpName = "NODE" };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of text." };
        var command = new Command("translate", "Follow a path of browse names to node ids.");
        machine.AddTo(command);
        command.Add(path);
        command.Add(start);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = Checked(parsed.GetRequiredValue(path));
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var from = parsed.GetValue(start) is { } node ? NodeTexts.Resolve(session, node) : new NodeId(ObjectsFolder);
            var result = (await session.TranslateBrowsePathsAsync(from, [text], cancellationToken))[0];
            if (result.Status.IsBad)
            {
                throw new CliException(ExitCodes.NotFound, $"{text} leads nowhere from {session.Namespaces.Format(from)}: {result.Status}.");
            }

            Print([.. result.Targets.Select(target => (session.Namespaces.Expand(target.TargetId), target.RemainingPathIndex))], parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Checked(string path)
    {
        try
        {
            return RelativePath.Parse(path).Steps.Count > 0 ? path : throw new CliException(ExitCodes.Usage, "The path is empty.");
        }
        catch (UaException failure)
        {
            throw new CliException(ExitCodes.Usage, failure.Message, "It looks like /2:Plant/2:Press.2:Speed (Part 4 annex A.2).");
        }
    }

    private static void Print(IReadOnlyList<(ExpandedNodeId Node, uint Remaining)> targets, bool asJson)
    {
        if (!asJson)
        {
            foreach (var (node, remaining) in targets)
            {
                Console.Out.WriteLine(remaining == BrowsePathTarget.Complete ? $"{node}" : $"{node}  (another server's; from step {remaining + 1} on not followed)");
            }

            return;
        }

        using var lines = JsonLines.ToStandardOutput();
        foreach (var target in targets)
        {
            lines.Write(target, static (json, target) =>
            {
                json.WriteString("nodeId", target.Node.ToString());
                json.WriteBoolean("complete", target.Remaining == BrowsePathTarget.Complete);
            });
        }

        lines.Flush();
    }
}
