using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Points found by walking down from a node: every variable that an include pattern names and no exclude pattern does.</summary>
internal sealed record SubtreeOptions
{
    public required ExpandedNodeId Start { get; init; }

    /// <summary>Over the browse names below the start, e.g. <c>Press-*/**/Temp*</c>.</summary>
    public required IReadOnlyList<PathPattern> Include { get; init; }

    public required IReadOnlyList<PathPattern> Exclude { get; init; }

    /// <summary>The rest is left out, and the log says so. 1 to 1,000,000.</summary>
    public int MaxPoints { get; init; } = 10_000;

    public required PointNaming Naming { get; init; }

    public static SubtreeOptions Read(Section section, PointNaming naming)
    {
        var include = Patterns(section, "include");
        var options = new SubtreeOptions
        {
            Start = section.Has("start") ? NodeText.Read(section, "start") : new NodeId(85),
            Include = include.Count == 0 ? [new PathPattern("**")] : include,
            Exclude = Patterns(section, "exclude"),
            MaxPoints = section.Integer("maxPoints", 10_000, 1, 1_000_000),
            Naming = PointNaming.Read(section, naming),
        };
        section.End();
        return options;
    }

    /// <summary>Whether a variable at these levels is a point.</summary>
    public bool Takes(ReadOnlySpan<string> levels)
    {
        foreach (var pattern in Exclude)
        {
            if (pattern.Matches(levels))
            {
                return false;
            }
        }

        foreach (var pattern in Include)
        {
            if (pattern.Matches(levels))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether anything below these levels can be a point.</summary>
    public bool LooksBelow(ReadOnlySpan<string> levels)
    {
        foreach (var pattern in Include)
        {
            if (pattern.CanMatchBelow(levels))
            {
                return true;
            }
        }

        return false;
    }

    private static List<PathPattern> Patterns(Section section, string key)
    {
        List<PathPattern> patterns = [];
        foreach (var item in section.Texts(key))
        {
            if (item.Text.Trim('/').Length == 0)
            {
                item.Fail($"A pattern of '{key}' is empty.");
            }

            patterns.Add(new PathPattern(item.Text));
        }

        return patterns;
    }
}
