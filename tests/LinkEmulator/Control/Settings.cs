using System.Globalization;
using System.Text.Json.Nodes;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Control;

/// <summary>Settings of a direction as words, <c>rate 5 tail 10,30 ge off</c>, in the names, units and ranges of a profile's file.</summary>
internal static class Settings
{
    /// <exception cref="LinkProfileException">One is wrong; none has been taken.</exception>
    public static DirectionProfile Apply(IReadOnlyList<string> words, DirectionProfile from)
    {
        if (words.Count == 0 || words.Count % 2 != 0)
        {
            throw new LinkProfileException("Pairs of a name and a value are expected, e.g. rate 5 tail 10,30 ge off.");
        }

        var json = new JsonObject();
        for (var i = 0; i < words.Count; i += 2)
        {
            json[words[i]] = Value(words[i + 1]);
        }

        List<string> mistakes = [];
        var direction = DirectionReader.Read(new Fields(json, "set", mistakes), from);
        return mistakes.Count == 0 ? direction : throw new LinkProfileException(string.Join(' ', mistakes));
    }

    private static JsonNode? Value(string word)
    {
        if (word == "off")
        {
            return null;
        }

        var parts = word.Split(',');
        return parts.Length == 1 ? Number(word) : new JsonArray([.. parts.Select(Number)]);
    }

    private static JsonNode Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(word);
}
