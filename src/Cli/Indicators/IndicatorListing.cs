using IndustrialGateway.Cli.Output;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Indicators;

/// <summary>Values of indicators as rows and objects.</summary>
internal static class IndicatorListing
{
    private const string Collection = "indicators/";

    public static string FullName(string code) =>
        code.StartsWith(Collection, StringComparison.Ordinal) ? code : Collection + code;

    public static Listing<IndicatorValue> In(Titles titles, IReadOnlyList<Indicator> indicators)
    {
        var known = indicators.ToDictionary(indicator => indicator.Name);
        return new Listing<IndicatorValue>(
            ["indicator", "subject", "from", ">value", ">target", "origin"],
            value =>
            {
                var indicator = known.GetValueOrDefault(value.Indicator);
                var unit = indicator?.Unit ?? "";
                return
                [
                    indicator is null ? value.Indicator : titles.Choose(indicator.Titles),
                    value.Subject,
                    Texts.Local(value.PeriodStart),
                    Figures.Text(value.HasValue, value.Value, unit) + (value.Provisional ? " *" : ""),
                    value.HasTarget ? Figures.Text(true, value.Target, unit) : "",
                    Figures.Origin(value.Origin),
                ];
            },
            (json, value) =>
            {
                json.WriteString("indicator", value.Indicator);
                json.WriteString("subject", value.Subject);
                json.WriteString("periodStart", Texts.Iso(value.PeriodStart));
                json.WriteString("periodEnd", Texts.Iso(value.PeriodEnd));
                Figures.Write(json, "value", value.HasValue, value.Value);
                Figures.Write(json, "target", value.HasTarget, value.Target);
                json.WriteString("origin", Figures.Origin(value.Origin));
                json.WriteBoolean("provisional", value.Provisional);
            },
            "values (* the period has not ended)");
    }
}
