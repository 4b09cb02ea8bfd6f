using IndustrialGateway.Configuration;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>What the bureau wants the indicators and the two pilots to reach; read from a YAML file.</summary>
/// <param name="Indicators">By code, in the indicator's unit.</param>
/// <param name="Retrofit">Share of machines connected, 0 to 1.</param>
/// <param name="App">Number of active keys.</param>
/// <param name="TimelyWithin">A sample is timely when it is published within this time after its source timestamp.</param>
internal sealed record Targets(
    IReadOnlyDictionary<string, double> Indicators,
    PilotTarget Retrofit,
    PilotTarget App,
    TimeSpan TimelyWithin)
{
    private static readonly TimeSpan DefaultTimely = TimeSpan.FromSeconds(2);

    /// <summary>Nothing is aimed at: values are shown without a target.</summary>
    public static Targets None { get; } =
        new(new Dictionary<string, double>(), PilotTarget.None, PilotTarget.None, DefaultTimely);

    /// <summary>Reads the file and adds every mistake to <paramref name="errors"/>.</summary>
    public static Targets Read(string path, ConfigurationErrors errors)
    {
        var file = ConfigurationFile.Read(path, errors);
        var timely = file.Duration("timelyWithin", DefaultTimely, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));

        var indicators = new Dictionary<string, double>(StringComparer.Ordinal);
        var section = file.Child("indicators");
        foreach (var indicator in Pilots.Indicators.All.Where(indicator => section.Has(indicator.Code)))
        {
            indicators[indicator.Code] = indicator.Unit switch
            {
                "1" => section.Number(indicator.Code, 1, 0, 1),
                "s" => section.Duration(indicator.Code, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1))
                    .TotalSeconds,
                _ => section.Number(indicator.Code, 0, 0, 1e12),
            };
        }

        section.End();
        var pilots = file.Child("pilots");
        var targets = new Targets(
            indicators,
            PilotTarget.Read(pilots.Child("enterprise-retrofit"), maximum: 1),
            PilotTarget.Read(pilots.Child("industrial-app"), maximum: 1_000_000),
            timely);
        pilots.End();
        file.End();
        return targets;
    }
}

/// <summary>What one pilot is to reach, and by when.</summary>
/// <param name="Value">Absent = no target was set.</param>
/// <param name="Due">The last day, as a day of Asia/Shanghai.</param>
internal sealed record PilotTarget(double? Value, DateOnly? Due)
{
    public static PilotTarget None { get; } = new(null, null);

    public static PilotTarget Read(Section section, double maximum)
    {
        double? value = section.Has("target") ? section.Number("target", 0, 0, maximum) : null;
        DateOnly? due = null;
        if (section.Text("due") is { } text)
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day))
            {
                due = day;
            }
            else
            {
                section.Fail("due", $"must be a date such as 2026-12-31, not '{text}'");
            }
        }

        section.End();
        return new PilotTarget(value, due);
    }
}
