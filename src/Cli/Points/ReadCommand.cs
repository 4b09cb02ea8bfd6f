using System.CommandLine;
using System.Text.Json;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.Client;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Points;

/// <summary><c>igw read</c>: the values now.</summary>
internal static class ReadCommand
{
    private static readonly string[] Columns = ["point", ">value", "status", "source time"];

    public static Command Create()
    {
        var platform = new PlatformOptions();
        var selection = new PointSelection();
        var maxAge = new Option<double?>("--max-age")
        {
            Description = "Mark values older than this many seconds as uncertain.",
            HelpName = "SECONDS",
        };
        var command = new Command("read", "Read current values; exit code 6 when a point is unknown.") { maxAge };
        selection.AddTo(command);
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            var names = await selection.NamesAsync(parsed, client, cancellationToken);
            TimeSpan? oldest = parsed.GetValue(maxAge) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            var readings = await client.ReadPointsAsync(names, oldest, cancellationToken);
            Print(readings, platform.IsJson(parsed));
            return readings.Any(reading => reading.Error is not null) ? ExitCodes.NotFound : ExitCodes.Success;
        });
        return command;
    }

    private static void Print(IReadOnlyList<PointReading> readings, bool json)
    {
        if (!json)
        {
            Tables.Print(Columns, readings.Select(Row), Console.Out);
            return;
        }

        using var lines = JsonLines.ToStandardOutput();
        foreach (var reading in readings)
        {
            lines.Write(reading, WriteReading);
        }

        lines.Flush();
    }

    private static string[] Row(PointReading reading) => reading.Error is { } error
        ? [reading.Point, "", error.Message, ""]
        :
        [
            reading.Point,
            reading.Sample.Value.ToModel().ToString(),
            Texts.Status(reading.Sample.StatusCode),
            Texts.Local(reading.Sample.SourceTime),
        ];

    private static void WriteReading(Utf8JsonWriter json, PointReading reading)
    {
        json.WriteString("point", reading.Point);
        if (reading.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteNumber("code", error.Code);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
            return;
        }

        SampleJson.Write(json, reading.Sample);
    }
}
