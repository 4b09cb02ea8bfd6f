using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Paths;

/// <summary>One step of a <see cref="RelativePath"/>: references of which type, and the browse name at their end.</summary>
/// <param name="ReferenceType">The browse name of the type of reference.</param>
/// <param name="Target">Null when every target matches, which only the last step may say.</param>
public readonly record struct RelativePathStep(
    QualifiedName ReferenceType, QualifiedName Target, bool IsInverse = false, bool IncludeSubtypes = true);

/// <summary>
/// A way from a node to another as people write it (Part 4 annex A.2): <c>/2:Plant.2:Press&lt;HasComponent&gt;2:Speed</c>. <c>/</c> follows hierarchical
/// references, <c>.</c> aggregates (components and properties), <c>&lt;[#][!]name&gt;</c> those of a type, with # without its subtypes, with ! backwards.
/// <c>&amp;</c> stands before a reserved character (<c>/ . &lt; &gt; : # ! &amp;</c>) in a name.
/// </summary>
public sealed class RelativePath(IReadOnlyList<RelativePathStep> steps)
{
    public IReadOnlyList<RelativePathStep> Steps { get; } = steps;

    /// <exception cref="UaException">BadBrowseNameInvalid with the place where the text is wrong.</exception>
    public static RelativePath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(RelativePathText.Parse(text));
    }

    public override string ToString() => RelativePathText.Format(Steps);
}
