namespace IndustrialGateway.Cli.Indicators;

/// <summary>Chooses among texts by language: the one asked for, else English, else any.</summary>
internal sealed class Titles(string language)
{
    public string Choose(IDictionary<string, string> texts) =>
        texts.TryGetValue(language, out var text) || texts.TryGetValue("en", out text)
            ? text
            : texts.Values.FirstOrDefault() ?? "";
}
