using Spectre.Console;

namespace IndustrialGateway.Cli.Output;

/// <summary>Tables for people: as wide as they need when they go into a file, coloured only on a terminal.</summary>
internal static class Tables
{
    private const int FileWidth = 1000;

    public static void Print(string[] columns, IEnumerable<string[]> rows, TextWriter output)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            // A leading '>' asks for a column of numbers.
            var cell = new TableColumn(Markup.Escape(column.TrimStart('>')));
            table.AddColumn(column.StartsWith('>') ? cell.RightAligned() : cell);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Cell).ToArray());
        }

        Console(output).Write(table);
    }

    public static IAnsiConsole Console(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }

    private static Text Cell(string text) => new(text);
}
