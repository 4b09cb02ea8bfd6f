using System.CommandLine;
using IndustrialGateway.Client;

namespace IndustrialGateway.Cli.Points;

/// <summary>Which points a command is about: names, globs, names from a file, or all.</summary>
internal sealed class PointSelection
{
    private readonly Argument<string[]> _points = new("POINT")
    {
        Description = "Full names, paths (with --gateway) or globs over paths; none = all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _gateway = new("--gateway", "-g")
    {
        Description = "The gateway of the paths and globs.",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string?> _file = new("--file", "-f")
    {
        Description = "Also the names in this file, one per line; - for standard input.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_points);
        command.Add(_gateway);
        command.Add(_file);
    }

    /// <summary>True when no point was named: everything of the gateway, or of all.</summary>
    public bool IsAll(ParseResult parsed) => parsed.GetValue(_points) is not { Length: > 0 } && parsed.GetValue(_file) is null;

    /// <summary><c>gateways/{gateway}</c>, or empty.</summary>
    public string Gateway(ParseResult parsed) => Names.Gateway(parsed.GetRequiredValue(_gateway));

    /// <summary>The full names, in the order in which they were asked for.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(
        ParseResult parsed, IndustrialGatewayClient client, CancellationToken cancellationToken)
    {
        var gateway = Gateway(parsed);
        var asked = IsAll(parsed) ? [""] : parsed.GetValue(_points) ?? [];
        if (parsed.GetValue(_file) is { } file)
        {
            asked = [.. asked, .. await LinesAsync(file, cancellationToken)];
        }

        var names = new List<string>(asked.Length);
        foreach (var name in asked)
        {
            if (name.StartsWith('-'))
            {
                throw new CliException(ExitCodes.Usage, $"There is no option {name}.", "`--help` shows what there is.");
            }

            if (name.Length > 0 && !Names.IsGlob(name))
            {
                names.Add(Names.Point(gateway, name));
                continue;
            }

            var filter = new PointFilter { Gateway = gateway, PathGlob = name };
            await foreach (var point in client.ListPointsAsync(filter, cancellationToken))
            {
                names.Add(point.Name);
            }
        }

        return names.Count > 0 ? names : throw new CliException(
            ExitCodes.NotFound, "There is no such point.", "`igw points` lists what there is.");
    }

    private static async Task<string[]> LinesAsync(string file, CancellationToken cancellationToken)
    {
        using var reader = file == "-" ? Console.In : new StreamReader(file);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
