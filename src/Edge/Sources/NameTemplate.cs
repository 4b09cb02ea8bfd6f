using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace IndustrialGateway.Edge.Sources;

/// <summary>
/// Makes a point's path or equipment from where it was found: <c>{source}</c>, <c>{path}</c> (all levels below the start),
/// <c>{name}</c> (the last one) and <c>{1}</c> to <c>{9}</c> (one level, counted from the start).
/// </summary>
internal sealed class NameTemplate
{
    private readonly string[] _parts;

    private NameTemplate(string text, string[] parts)
    {
        Text = text;
        _parts = parts;
    }

    public string Text { get; }

    public static NameTemplate Parse(string text) =>
        TryParse(text, out var template, out var problem) ? template : throw new FormatException(problem);

    public static bool TryParse(string text, [NotNullWhen(true)] out NameTemplate? template, out string problem)
    {
        template = null;
        problem = "";
        List<string> parts = [];
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('{');
            if (open != 0)
            {
                parts.Add(rest[..(open < 0 ? rest.Length : open)].ToString());
                rest = open < 0 ? [] : rest[open..];
                continue;
            }

            var close = rest.IndexOf('}');
            var word = close < 0 ? rest.ToString() : rest[..(close + 1)].ToString();
            if (!IsPlace(word))
            {
                problem = $"'{word}' is not one of {{source}}, {{path}}, {{name}}, {{1}} to {{9}}";
                return false;
            }

            parts.Add(word);
            rest = rest[word.Length..];
        }

        template = new NameTemplate(text, [.. parts]);
        return true;
    }

    /// <summary>The name; a level that is not there is left out together with its slash.</summary>
    /// <param name="levels">The browse names below the start, safe already.</param>
    public string Fill(string source, ReadOnlySpan<string> levels)
    {
        var name = new StringBuilder();
        foreach (var part in _parts)
        {
            name.Append(part switch
            {
                "{source}" => source,
                "{path}" => string.Join('/', levels!),
                "{name}" => levels.IsEmpty ? "" : levels[^1],
                ['{', var digit, '}'] => digit - '1' < levels.Length ? levels[digit - '1'] : "",
                _ => part,
            });
        }

        return string.Join('/', name.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Makes one level of a path of any text: what means something in paths, globs and addresses becomes <c>~XX</c>.</summary>
    public static string Safe(string level)
    {
        if (!level.Any(Reserved))
        {
            return level;
        }

        var safe = new StringBuilder();
        foreach (var letter in level)
        {
            _ = Reserved(letter)
                ? safe.Append(CultureInfo.InvariantCulture, $"~{(int)letter:X2}")
                : safe.Append(letter);
        }

        return safe.ToString();
    }

    private static bool Reserved(char letter) => letter is '/' or '\\' or '*' or '?' or '{' or '}' or '[' or ']' or '~' or '%' or '#' || char.IsControl(letter);

    private static bool IsPlace(string word) =>
        word is "{source}" or "{path}" or "{name}" || (word.Length == 3 && word[0] == '{' && word[1] is >= '1' and <= '9' && word[2] == '}');
}
