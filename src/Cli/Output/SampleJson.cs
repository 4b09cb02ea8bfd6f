using System.Text.Json;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Output;

/// <summary>The members of a sample's JSON object, the same in every command.</summary>
internal static class SampleJson
{
    public static void Write(Utf8JsonWriter json, V1.Sample sample)
    {
        Write(json, sample.Value.ToModel(), sample.StatusCode, Texts.Iso(sample.SourceTime), Texts.Iso(sample.GatewayTime));
        WriteFilled(json, sample.Filled);
    }

    public static void Write(Utf8JsonWriter json, in DecodedRow row)
    {
        Write(json, row.Value, row.Status, Texts.Iso(row.SourceTicks), Texts.Iso(row.ReceivedTicks));
        WriteFilled(json, row.IsFilled);
    }

    public static void Write(Utf8JsonWriter json, in LiveSample sample)
    {
        Write(json, sample.Value, sample.Status, Texts.Iso(sample.SourceTicks), Texts.Iso(sample.ReceivedTicks));
        if (sample.Point.EnumTexts.Find(sample.Value) is { } text)
        {
            json.WriteString("text", text);
        }
    }

    private static void Write(Utf8JsonWriter json, Value value, uint status, string? sourceTime, string? gatewayTime)
    {
        json.WritePropertyName("value");
        ValueJson.Write(json, value);
        json.WriteString("dataType", value.DataType.ToString());
        WriteDimensions(json, value);
        json.WriteString("status", Texts.Status(status));
        json.WriteNumber("statusCode", status);
        json.WriteString("sourceTime", sourceTime);
        json.WriteString("gatewayTime", gatewayTime);
    }

    /// <summary>Only of a sample that was missed when it happened.</summary>
    private static void WriteFilled(Utf8JsonWriter json, bool isFilled)
    {
        if (isFilled)
        {
            json.WriteBoolean("filled", true);
        }
    }

    /// <summary>Of a matrix: without them one of no rows or columns would look like any other.</summary>
    private static void WriteDimensions(Utf8JsonWriter json, Value value)
    {
        if (value.AsArray() is not { Dimensions.IsEmpty: false } matrix)
        {
            return;
        }

        json.WriteStartArray("dimensions");
        foreach (var length in matrix.Dimensions)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }
}
