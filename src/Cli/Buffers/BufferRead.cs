using System.CommandLine;
using System.IO.Enumeration;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Buffers;

/// <summary><c>igw buffer read</c>: the values that wait for the platform, with the names of their points.</summary>
internal static class BufferRead
{
    private static readonly Option<string?> Log = new("--log") { Description = "Of one log alone: alarm, process or diagnostic.", HelpName = "LOG" };

    private static readonly Option<string[]> Point = new("--point", "-p") { Description = "Of these points alone: paths, * for any part.", HelpName = "PATH" };

    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "With a time of the source from this instant on, ISO 8601.", HelpName = "TIME" };

    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "With a time of the source before this instant.", HelpName = "TIME" };

    private static readonly Option<long?> Limit = new("--limit", "-n") { Description = "End after this many values." };

    private static readonly Option<bool> All = new("--all") { Description = "Also what the platform has stored, as far as it is still here." };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object per line instead of text." };

    public static Command Create()
    {
        var folder = BufferCommand.Folder();
        var command = new Command("read", "Show the values that wait for the platform, in the order in which they were taken.")
        {
            folder, Log, Point, From, To, Limit, All, Json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var rows = Rows(new BufferFolder(parsed.GetRequiredValue(folder)), parsed).Take((int)Math.Clamp(parsed.GetValue(Limit) ?? int.MaxValue, 0, int.MaxValue));
            if (parsed.GetValue(Json))
            {
                PrintJson(rows, cancellationToken);
            }
            else
            {
                Print(rows, cancellationToken);
            }

            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static IEnumerable<BufferedRow> Rows(BufferFolder buffer, ParseResult parsed)
    {
        string[] logs = parsed.GetValue(Log) is { } one ? [one] : BufferFolder.Logs;
        if (logs.FirstOrDefault(log => !BufferFolder.Logs.Contains(log)) is { } other)
        {
            throw new CliException(ExitCodes.Usage, $"There is no log '{other}'.", $"It is one of {string.Join(", ", BufferFolder.Logs)}.");
        }

        var points = parsed.GetValue(Point) ?? [];
        var from = parsed.GetValue(From) is { } first ? UaTime.FromDateTimeOffset(first) : long.MinValue;
        var to = parsed.GetValue(To) is { } last ? UaTime.FromDateTimeOffset(last) : long.MaxValue;
        return logs
            .SelectMany(log => new BufferedRows(buffer, log).Read(parsed.GetValue(All)))
            .Where(row => row.Row.SourceTicks >= from && row.Row.SourceTicks < to)
            .Where(row => points.Length == 0 || points.Any(point => FileSystemName.MatchesSimpleExpression(point, row.Path, ignoreCase: false)));
    }

    private static void Print(IEnumerable<BufferedRow> rows, CancellationToken cancellationToken)
    {
        const int ValueWidth = 24;
        using var output = StandardOutput.OpenText();
        var count = 0L;
        foreach (var (log, sequence, path, row) in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write($"{Texts.Local(row.SourceTicks)}  {row.Value,ValueWidth}  {Texts.Status(row.Status)}  {path}  {log} {sequence}\n");
            count++;
        }

        output.Flush();
        Console.Error.WriteLine($"{count:N0} values");
    }

    private static void PrintJson(IEnumerable<BufferedRow> rows, CancellationToken cancellationToken)
    {
        using var lines = JsonLines.ToStandardOutput();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lines.Write(row, static (json, row) =>
            {
                json.WriteString("log", row.Log);
                json.WriteNumber("sequence", row.Sequence);
                json.WriteString("point", row.Path);
                SampleJson.Write(json, row.Row);
            });
        }

        lines.Flush();
    }
}
