using IndustrialGateway.Cli.Output;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Indicators;

/// <summary>Pilots as rows and objects.</summary>
internal static class PilotListing
{
    private const string ShareOfOne = "1";

    public static Listing<Pilot> In(Titles titles) => new(
        ["pilot", "indicator", ">value", ">of", ">target", "due", "origin"],
        pilot =>
        [
            titles.Choose(pilot.Titles),
            pilot.Indicator,
            Figures.Text(pilot.HasValue, pilot.Value, Unit(pilot)),
            pilot.HasNumerator && pilot.HasDenominator ? $"{pilot.Numerator:N0} / {pilot.Denominator:N0}" : "",
            pilot.HasTarget ? Figures.Text(true, pilot.Target, Unit(pilot)) : "",
            Texts.Local(pilot.DueTime),
            Figures.Origin(pilot.Origin),
        ],
        (json, pilot) =>
        {
            json.WriteString("name", pilot.Name);
            json.WriteString("kind", pilot.Kind.ToString());
            json.WriteString("title", titles.Choose(pilot.Titles));
            json.WriteString("indicator", pilot.Indicator);
            Figures.Write(json, "value", pilot.HasValue, pilot.Value);
            Figures.Write(json, "target", pilot.HasTarget, pilot.Target);
            json.WriteString("dueTime", Texts.Iso(pilot.DueTime));
            json.WriteString("origin", Figures.Origin(pilot.Origin));
        },
        "pilots");

    /// <summary>The retrofit pilot's figure is a share of machines, the app pilot's a count of keys.</summary>
    private static string Unit(Pilot pilot) => pilot.Kind is PilotKind.EnterpriseRetrofit ? ShareOfOne : "{key}";
}
