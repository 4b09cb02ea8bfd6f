using System.Globalization;
using System.Text.Json;

namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Finds values in what programs print; one that is missing, or <c>--</c> as mmcli has it, is null.</summary>
internal static class RadioJson
{
    private const int MaxLength = 64;

    /// <summary>A text, or a number as it stands.</summary>
    public static string? Text(JsonElement root, params ReadOnlySpan<string> path) => Find(root, path) switch
    {
        { ValueKind: JsonValueKind.String } found => Known(found.GetString()),
        { ValueKind: JsonValueKind.Number } found => Known(found.GetRawText()),
        _ => null,
    };

    /// <summary>A number, or a text that is one.</summary>
    public static double? Number(JsonElement root, params ReadOnlySpan<string> path) =>
        double.TryParse(Text(root, path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    public static IReadOnlyList<string> Texts(JsonElement root, params ReadOnlySpan<string> path) =>
        Find(root, path) is { ValueKind: JsonValueKind.Array } found
            ? [.. found.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString() ?? "")]
            : [];

    private static JsonElement? Find(JsonElement at, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    private static string? Known(string? text) => text is null or "" or "--" ? null : text.Length > MaxLength ? text[..MaxLength] : text;
}
