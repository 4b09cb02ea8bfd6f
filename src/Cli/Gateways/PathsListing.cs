using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.Cli.Points;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Gateways;

/// <summary>The ways from the gateways to the platform, one a row, as the gateways last told.</summary>
internal static class PathsListing
{
    public static Listing<(string Gateway, PathState Path)> Paths { get; } = new(
        ["gateway", "path", "state", ">round trip p50", ">p99", ">lost of a minute", ">longest run", ">jitter", "radio"],
        row =>
        [
            Names.Last(row.Gateway),
            row.Path.Path,
            StateOf(row.Path),
            Milliseconds(row.Path.Probes?.RoundTripP50 ?? row.Path.RoundTripP50),
            Milliseconds(row.Path.Probes?.RoundTripP99 ?? row.Path.RoundTripP99),
            row.Path.Probes is { Sent: > 0 } probes ? $"{100.0 * probes.Lost / probes.Sent:N1} %" : "",
            row.Path.Probes is { } run ? $"{run.LongestLossRun}" : "",
            Milliseconds(row.Path.Probes?.Jitter),
            RadioOf(row.Path.Radio),
        ],
        Write,
        "paths");

    private static string StateOf(PathState path) => path switch
    {
        { Active: true } => "in use",
        { Open: true } => "ready",
        _ => "down",
    };

    private static string Milliseconds(Duration? duration) => duration is null ? "" : $"{duration.ToTimeSpan().TotalMilliseconds:N1} ms";

    private static string RadioOf(RadioContext? radio)
    {
        if (radio is null)
        {
            return "";
        }

        List<string> parts = [radio.Technology];
        parts.Add(radio.HasRsrp ? string.Create(CultureInfo.InvariantCulture, $"RSRP {radio.Rsrp:0} dBm") : "");
        parts.Add(radio.HasSinr ? string.Create(CultureInfo.InvariantCulture, $"SINR {radio.Sinr:0} dB") : "");
        parts.Add(radio.Cell.Length > 0 ? $"cell {radio.Cell}" : "");
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static void Write(Utf8JsonWriter json, (string Gateway, PathState Path) row)
    {
        var path = row.Path;
        json.WriteString("gateway", row.Gateway);
        json.WriteString("path", path.Path);
        json.WriteBoolean("open", path.Open);
        json.WriteBoolean("active", path.Active);
        Write(json, "streamRoundTripP50Ms", path.RoundTripP50);
        Write(json, "streamRoundTripP99Ms", path.RoundTripP99);
        if (path.Probes is { } probes)
        {
            json.WriteNumber("probesSent", probes.Sent);
            json.WriteNumber("probesLost", probes.Lost);
            json.WriteNumber("longestLossRun", probes.LongestLossRun);
            Write(json, "roundTripP50Ms", probes.RoundTripP50);
            Write(json, "roundTripP99Ms", probes.RoundTripP99);
            Write(json, "jitterMs", probes.Jitter);
        }

        if (path.Radio is { } radio)
        {
            json.WriteStartObject("radio");
            Write(json, "technology", radio.Technology);
            Write(json, "operator", radio.Operator);
            Write(json, "cell", radio.Cell);
            Write(json, "trackingArea", radio.TrackingArea);
            Write(json, "rsrp", radio.HasRsrp ? radio.Rsrp : null);
            Write(json, "rsrq", radio.HasRsrq ? radio.Rsrq : null);
            Write(json, "sinr", radio.HasSinr ? radio.Sinr : null);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, Duration? duration) => Write(json, name, duration?.ToTimeSpan().TotalMilliseconds);

    private static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }
}
