using IndustrialGateway.Platform.Apps;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>What an indicator is computed from: a window's counts, and how much of the window there has been.</summary>
/// <param name="Figures">The counts of the subject in the window.</param>
/// <param name="ElapsedMinutes">Minutes of the window since the subject was first seen, up to now, the running one included.</param>
/// <param name="Usage">What an API key did in the window; all zero for machines and gateways.</param>
/// <param name="ConnectedNow">Whether Good data came, or held, within the last minute; absent = not the running minute, or not known.</param>
internal readonly record struct Evidence(Figures Figures, UsageFigures Usage, int ElapsedMinutes, bool? ConnectedNow);

/// <summary>A figure that the bureau reads, computed from counts of the line itself.</summary>
/// <param name="Code">Its name in the API, after <c>indicators/</c>.</param>
/// <param name="Unit">UCUM: <c>1</c> for a share of one.</param>
/// <param name="HigherIsBetter">Whether a value above the target is good.</param>
/// <param name="OfKeys">Whether its subjects are API keys; else machines and gateways.</param>
/// <param name="Titles">By language.</param>
/// <param name="Formulas">In words, by language.</param>
/// <param name="Compute">The value, or nothing when it is not known.</param>
internal sealed record Indicator(
    string Code,
    string Unit,
    bool HigherIsBetter,
    bool OfKeys,
    Wording Titles,
    Wording Formulas,
    Func<Evidence, double?> Compute);

/// <summary>A text in both languages of the product.</summary>
internal sealed record Wording(string Chinese, string English);
