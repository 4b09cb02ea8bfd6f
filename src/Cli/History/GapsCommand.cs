using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.Cli.Points;
using IndustrialGateway.Client;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.History;

/// <summary><c>igw gaps</c>: what is known to be missing, and why.</summary>
internal static class GapsCommand
{
    private static readonly Listing<Gap> Gaps = new(
        ["of", "from", "to", ">duration", ">samples", "reason", "filled"],
        gap =>
        [
            Concerned(gap),
            Texts.Local(gap.From),
            Texts.Local(gap.To),
            Duration(gap).ToString("g", CultureInfo.InvariantCulture),
            gap.SampleCount > 0 ? gap.SampleCount.ToString("N0", CultureInfo.InvariantCulture) : "unknown",
            gap.Reason.ToString(),
            gap.FilledTime is null ? "no" : $"{Texts.Local(gap.FilledTime)}, {gap.FilledCount:N0} samples",
        ],
        (json, gap) =>
        {
            json.WriteString("gateway", gap.Gateway);
            json.WriteString("equipment", gap.Equipment);
            json.WriteStartArray("points");
            foreach (var point in gap.Points)
            {
                json.WriteStringValue(point);
            }

            json.WriteEndArray();
            json.WriteNumber("pointCount", gap.PointCount);
            json.WriteString("from", Texts.Iso(gap.From));
            json.WriteString("to", Texts.Iso(gap.To));
            json.WriteString("reason", gap.Reason.ToString());
            json.WriteNumber("sampleCount", gap.SampleCount);
            WriteFilled(json, gap);
        },
        "gaps");

    /// <summary>Writes when the gap was filled, and with how many samples; nothing of one that was not.</summary>
    public static void WriteFilled(Utf8JsonWriter json, Gap gap)
    {
        if (gap.FilledTime is not null)
        {
            json.WriteString("filledTime", Texts.Iso(gap.FilledTime));
            json.WriteNumber("filledCount", gap.FilledCount);
        }
    }

    public static Command Create(TimeProvider time)
    {
        var platform = new PlatformOptions();
        var glob = new Argument<string>("GLOB")
        {
            Description = "Only gaps of points whose path fits, e.g. 'press-03/**/temp*'.",
            DefaultValueFactory = _ => "",
        };
        var gateway = new Option<string>("--gateway", "-g")
        {
            Description = "Only gaps of this gateway.",
            DefaultValueFactory = _ => "",
        };
        var reasons = new Option<GapReason[]>("--reason")
        {
            Description = "Only gaps for this reason; may be said several times.",
            DefaultValueFactory = _ => [],
        };
        var range = new TimeRange(time);
        var command = new Command("gaps", "List what is known to be missing, oldest first.") { glob, gateway, reasons };
        range.AddTo(command);
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            var (from, to) = range.Read(parsed);
            var query = new GapQuery
            {
                PathGlob = parsed.GetRequiredValue(glob),
                Gateway = Names.Gateway(parsed.GetRequiredValue(gateway)),
                From = from,
                To = to,
                Reasons = parsed.GetRequiredValue(reasons),
            };
            await Gaps.PrintAsync(client.ListGapsAsync(query, cancellationToken), platform.IsJson(parsed), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The point, else the machine, else the gateway; of several points the first and how many more.</summary>
    private static string Concerned(Gap gap) => gap switch
    {
        { Points: [var only], PointCount: 1 } => only,
        { Points: [var first, ..] } => $"{first} and {gap.PointCount - 1:N0} more",
        { Equipment.Length: > 0 } => gap.Equipment,
        _ => gap.Gateway,
    };

    private static TimeSpan Duration(Gap gap) =>
        TimeSpan.FromTicks(ValueMapping.ToTicks(gap.To) - ValueMapping.ToTicks(gap.From));
}
