using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Sources;

/// <summary>The rules by which points found in a machine get their path and their equipment.</summary>
internal sealed record PointNaming(NameTemplate Path, NameTemplate Equipment)
{
    public static PointNaming Default { get; } = new(NameTemplate.Parse("{source}/{path}"), NameTemplate.Parse("{source}"));

    /// <summary>Reads <c>path</c> and <c>equipment</c>; what is not said is as in <paramref name="fallback"/>.</summary>
    public static PointNaming Read(Section section, PointNaming fallback) =>
        ReadEquipment(section, fallback with { Path = Template(section, "path", fallback.Path) });

    /// <summary>Reads <c>equipment</c> alone, for a point whose path is written out.</summary>
    public static PointNaming ReadEquipment(Section section, PointNaming fallback) =>
        fallback with { Equipment = Template(section, "equipment", fallback.Equipment) };

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
