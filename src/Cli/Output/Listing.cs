using System.Text.Json;

namespace IndustrialGateway.Cli.Output;

/// <summary>How a list of things is shown: a row for people, an object for programs.</summary>
/// <param name="Columns">The headings; one that begins with '>' is of numbers.</param>
/// <param name="Row">The cells of one thing.</param>
/// <param name="Fields">The members of one thing's JSON object.</param>
/// <param name="Many">What they are called, e.g. "points".</param>
internal sealed record Listing<T>(
    string[] Columns, Func<T, string[]> Row, Action<Utf8JsonWriter, T> Fields, string Many)
{
    /// <summary>Prints all of them: as JSON while they arrive, as a table when they are complete.</summary>
    public async Task PrintAsync(IAsyncEnumerable<T> things, bool json, CancellationToken cancellationToken)
    {
        if (json)
        {
            using var lines = JsonLines.ToStandardOutput();
            await foreach (var thing in things.WithCancellation(cancellationToken))
            {
                lines.Write(thing, Fields);
            }

            lines.Flush();
            return;
        }

        var rows = new List<string[]>();
        await foreach (var thing in things.WithCancellation(cancellationToken))
        {
            rows.Add(Row(thing));
        }

        if (rows.Count > 0)
        {
            Tables.Print(Columns, rows, Console.Out);
        }

        await Console.Error.WriteLineAsync($"{rows.Count:N0} {Many}");
    }
}
