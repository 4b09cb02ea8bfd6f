using System.Text.Json;
using System.Text.Json.Nodes;

namespace IndustrialGateway.LinkEmulator.Control;

/// <summary>The lines that the program prints: an object with one member, whose name says what it is.</summary>
internal static class LinkJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(string name, T value) =>
        JsonSerializer.Serialize(new Dictionary<string, T> { [name] = value }, Options);

    /// <summary>The member, or null when the line is another.</summary>
    public static JsonNode? Member(string line, string name) => JsonNode.Parse(line) is JsonObject json ? json[name] : null;

    public static T Read<T>(JsonNode node) => node.Deserialize<T>(Options)!; // Written by Write.
}
