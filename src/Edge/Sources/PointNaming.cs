using IndustrialGateway.Configuration;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Sources;

/// <summary>The rules by which points found in a machine get their path, their equipment and their class.</summary>
internal sealed record PointNaming(NameTemplate Path, NameTemplate Equipment, DataClass Class)
{
    public static PointNaming Default { get; } =
        new(NameTemplate.Parse("{source}/{path}"), NameTemplate.Parse("{source}"), DataClass.Process);

    /// <summary>Reads <c>path</c>, <c>equipment</c> and <c>class</c>; what is not said is as in <paramref name="fallback"/>.</summary>
    public static PointNaming Read(Section section, PointNaming fallback) =>
        ReadRest(section, fallback with { Path = Template(section, "path", fallback.Path) });

    /// <summary>Reads <c>equipment</c> and <c>class</c> alone, for a point whose path is written out.</summary>
    public static PointNaming ReadRest(Section section, PointNaming fallback) =>
        fallback with
        {
            Equipment = Template(section, "equipment", fallback.Equipment),
            Class = section.Choice("class", fallback.Class),
        };

    private static NameTemplate Template(Section section, string key, NameTemplate fallback)
    {
        if (section.Text(key) is not { } text)
        {
            return fallback;
        }

        if (NameTemplate.TryParse(text, out var template, out var problem))
        {
            return template;
        }

        section.Fail(key, $"cannot be used: {problem}");
        return fallback;
    }
}
