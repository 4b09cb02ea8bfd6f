using System.CommandLine;
using System.Text.Json;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.Client;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Points;

/// <summary><c>igw points</c>: what the platform knows of.</summary>
internal static class PointsCommand
{
    private static readonly Listing<Point> Points = new(
        ["point", "type", "unit", "equipment", "source"],
        point =>
        [
            point.Name,
            Texts.TypeName(point.DataType, point.ValueRank),
            point.Unit,
            Names.Last(point.Equipment),
            point.SourceAddress,
        ],
        (json, point) =>
        {
            json.WriteString("name", point.Name);
            json.WriteString("equipment", point.Equipment);
            json.WriteString("displayName", point.DisplayName);
            json.WriteString("dataType", ((Model.DataType)point.DataType).ToString());
            json.WriteNumber("valueRank", point.ValueRank);
            json.WriteString("unit", point.Unit);
            json.WriteString("sourceAddress", point.SourceAddress);
            WriteTexts(json, point);
        },
        "points");

    public static Command Create()
    {
        var platform = new PlatformOptions();
        var glob = new Argument<string>("GLOB")
        {
            Description = "Only points whose path fits, e.g. 'press-03/**/temp*'.",
            DefaultValueFactory = _ => "",
        };
        var gateway = new Option<string>("--gateway", "-g")
        {
            Description = "Only points of this gateway.",
            DefaultValueFactory = _ => "",
        };
        var equipment = new Option<string>("--equipment", "-e")
        {
            Description = "Only points of this machine: its full name, or its short one with --gateway.",
            DefaultValueFactory = _ => "",
        };
        var command = new Command("points", "List the points that the platform knows.") { glob, gateway, equipment };
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            var filter = new PointFilter
            {
                PathGlob = parsed.GetRequiredValue(glob),
                Gateway = Names.Gateway(parsed.GetRequiredValue(gateway)),
                Equipment = Names.Equipment(parsed.GetRequiredValue(gateway), parsed.GetRequiredValue(equipment)),
            };
            await Points.PrintAsync(
                client.ListPointsAsync(filter, cancellationToken), platform.IsJson(parsed), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteTexts(Utf8JsonWriter json, Point point)
    {
        if (point.EnumTexts.Count == 0)
        {
            return;
        }

        json.WriteStartArray("enumTexts");
        foreach (var text in point.EnumTexts)
        {
            json.WriteStartObject();
            json.WriteString("field", text.Field);
            json.WriteNumber("value", text.Value);
            json.WriteString("text", text.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
