using System.Globalization;

namespace IndustrialGateway.Model;

/// <summary>What a number of a point means, in the machine's words.</summary>
/// <param name="Field">Where the number is: empty for the point's own value, else the way to a field of its structure, e.g. <c>Drive/Mode</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Text">For people, e.g. <c>Running</c>.</param>
public readonly record struct EnumText(string Field, long Value, string Text);

/// <summary>The texts of a point's numbers, so that "Running" can be shown rather than 3; equal when all of them are.</summary>
public sealed class EnumTexts : IEquatable<EnumTexts>
{
    /// <summary>No point has more; the rest is left out.</summary>
    public const int MaxTexts = 128;

    /// <summary>Letters of one text or of the way to a field.</summary>
    public const int MaxLetters = 128;

    /// <summary>Letters of all texts of a point together: a thousand points must fit into one answer.</summary>
    public const int MaxLettersInAll = 4_096;

    private const char Between = '\t';
    private const char End = '\n';

    private readonly EnumText[] _texts;

    private EnumTexts(EnumText[] texts) => _texts = texts;

    public static EnumTexts None { get; } = new([]);

    public IReadOnlyList<EnumText> All => _texts;

    public bool IsEmpty => _texts.Length == 0;

    /// <summary>What can be kept of these: control characters become spaces, what is too long is cut, and what is too many is left out.</summary>
    public static EnumTexts Of(IEnumerable<EnumText> texts)
    {
        var letters = 0;
        EnumText[] kept =
        [
            .. texts.Take(MaxTexts).Select(text => new EnumText(Plain(text.Field), text.Value, Plain(text.Text)))
                .TakeWhile(text => (letters += text.Field.Length + text.Text.Length) <= MaxLettersInAll),
        ];
        return kept.Length == 0 ? None : new EnumTexts(kept);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; what is no such line is left out.</summary>
    public static EnumTexts Parse(string lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Length == 0 ? None : Of(lines.Split(End, StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(Between))
            .Where(parts => parts.Length == 3 && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            .Select(parts => new EnumText(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2])));
    }

    /// <summary>Null where there is none.</summary>
    public string? Find(long value, string field = "")
    {
        foreach (var text in _texts)
        {
            if (text.Value == value && text.Field == field)
            {
                return text.Text;
            }
        }

        return null;
    }

    /// <summary>Of a value of the point that is a number; null for any other and where there is none.</summary>
    public string? Find(in Value value) => !IsEmpty && value.AsInt64() is { } number ? Find(number) : null;

    public bool Equals(EnumTexts? other) => other is not null && _texts.AsSpan().SequenceEqual(other._texts);

    public override bool Equals(object? obj) => Equals(obj as EnumTexts);

    public override int GetHashCode() => _texts.Length == 0 ? 0 : HashCode.Combine(_texts.Length, _texts[0], _texts[^1]);

    /// <summary>A line for each: field, number and text with tabs between.</summary>
    public override string ToString() => string.Concat(_texts.Select(text =>
        string.Create(CultureInfo.InvariantCulture, $"{text.Field}{Between}{text.Value}{Between}{text.Text}{End}")));

    private static string Plain(string text)
    {
        var cut = text.Length <= MaxLetters ? text : text[..(char.IsHighSurrogate(text[MaxLetters - 1]) ? MaxLetters - 1 : MaxLetters)];
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(letter => char.IsControl(letter) ? ' ' : letter)) : cut;
    }
}
