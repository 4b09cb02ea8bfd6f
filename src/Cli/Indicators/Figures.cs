using System.Globalization;
using System.Text.Json;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Indicators;

/// <summary>Figures as the bureau reads them: a share in per cent, and unknown as unknown, never as zero.</summary>
internal static class Figures
{
    private const string ShareOfOne = "1";

    public static string Text(bool known, double value, string unit) => (known, unit) switch
    {
        (false, _) => "unknown",
        (_, ShareOfOne) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.##} %"),
        (_, ['{', ..]) => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.###}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.###} {unit}"),
    };

    public static string Origin(ValueOrigin origin) =>
        origin is ValueOrigin.Unspecified ? "" : JsonNamingPolicy.CamelCase.ConvertName(origin.ToString());

    public static void Write(Utf8JsonWriter json, string name, bool known, double value)
    {
        if (known)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
