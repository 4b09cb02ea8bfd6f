using System.Globalization;
using System.Text;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Paths;

/// <summary>The text form of relative paths (Part 4 annex A.2).</summary>
internal static class RelativePathText
{
    public const int MaxSteps = 100;

    public static readonly QualifiedName Hierarchical = new(0, "HierarchicalReferences");
    public static readonly QualifiedName Aggregates = new(0, "Aggregates");

    private const string Reserved = "/.<>:#!&";

    public static IReadOnlyList<RelativePathStep> Parse(string text)
    {
        var steps = new List<RelativePathStep>();
        for (var at = 0; at < text.Length;)
        {
            if (steps.Count == MaxSteps)
            {
                throw Wrong(text, at, $"a path has at most {MaxSteps} steps");
            }

            if (steps is [.., { Target.IsNull: true }])
            {
                throw Wrong(text, at, "only the last step may be without a name");
            }

            var step = ReadReference(text, ref at);
            steps.Add(step with { Target = ReadName(text, ref at) });
        }

        return steps.Count > 0 ? steps : throw Wrong(text, 0, "a path begins with / or . or <type of reference>");
    }

    public static string Format(IReadOnlyList<RelativePathStep> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            AppendReference(text, step);
            if (!step.Target.IsNull)
            {
                AppendName(text, step.Target);
            }
        }

        return text.ToString();
    }

    private static RelativePathStep ReadReference(string text, ref int at)
    {
        switch (text[at++])
        {
            case '/':
                return new RelativePathStep(Hierarchical, default);
            case '.':
                return new RelativePathStep(Aggregates, default);
            case '<':
                break;
            default:
                throw Wrong(text, at - 1, "a step begins with / or . or <");
        }

        var exact = Takes(text, ref at, '#');
        var inverse = Takes(text, ref at, '!');
        var type = ReadName(text, ref at);
        if (type.IsNull)
        {
            throw Wrong(text, at, "the type of reference has no name");
        }

        return Takes(text, ref at, '>')
            ? new RelativePathStep(type, default, inverse, !exact)
            : throw Wrong(text, at, "> is missing");
    }

    /// <summary>[index:]name; null when a reserved character stands there.</summary>
    private static QualifiedName ReadName(string text, ref int at)
    {
        var start = at;
        var digits = at;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        ushort index = 0;
        if (digits > at && digits < text.Length && text[digits] == ':')
        {
            if (!ushort.TryParse(text.AsSpan(at, digits - at), NumberStyles.None, CultureInfo.InvariantCulture, out index))
            {
                throw Wrong(text, at, "a namespace index is a number up to 65535");
            }

            at = digits + 1;
        }

        var name = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] == '&')
            {
                if (++at >= text.Length || !Reserved.Contains(text[at], StringComparison.Ordinal))
                {
                    throw Wrong(text, at, $"after & comes one of {Reserved}");
                }
            }
            else if (Reserved.Contains(text[at], StringComparison.Ordinal))
            {
                break;
            }

            name.Append(text[at]);
        }

        return name.Length > 0 ? new QualifiedName(index, name.ToString())
            : at == start ? default
            : throw Wrong(text, at, "a name is missing after the namespace index");
    }

    private static bool Takes(string text, ref int at, char wanted)
    {
        var isThere = at < text.Length && text[at] == wanted;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private static void AppendReference(StringBuilder text, in RelativePathStep step)
    {
        if (step is { IsInverse: false, IncludeSubtypes: true } && (step.ReferenceType == Hierarchical || step.ReferenceType == Aggregates))
        {
            text.Append(step.ReferenceType == Hierarchical ? '/' : '.');
            return;
        }

        text.Append('<').Append(step.IncludeSubtypes ? "" : "#").Append(step.IsInverse ? "!" : "");
        AppendName(text, step.ReferenceType);
        text.Append('>');
    }

    private static void AppendName(StringBuilder text, QualifiedName name)
    {
        if (name.NamespaceIndex != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name.NamespaceIndex}:");
        }

        foreach (var character in name.Name ?? "")
        {
            text.Append(Reserved.Contains(character, StringComparison.Ordinal) ? "&" : "").Append(character);
        }
    }

    private static UaException Wrong(string text, int at, string why) =>
        new(StatusCode.BadBrowseNameInvalid, $"'{text}' is no relative path: at {at + 1}, {why}.");
}
