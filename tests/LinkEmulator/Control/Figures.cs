using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Model;

namespace IndustrialGateway.LinkEmulator.Control;

/// <summary>Takes the counts of a running link together.</summary>
internal static class Figures
{
    private static readonly Drop[] Reasons = [.. Enum.GetValues<Drop>().Except([Drop.None])];

    public static LinkFigures Of(Emulator emulator) => new(
        Math.Round(emulator.Clock.Now.TotalSeconds, 3),
        [.. emulator.Paths.Select((path, number) => new PathFigures(number, path.Profile, Of(path.Uplink), Of(path.Downlink)))]);

    private static DirectionState Of(DirectionLoop loop)
    {
        var figures = loop.Figures;
        return new DirectionState(
            figures.Offered,
            figures.Arrived,
            figures.Bytes,
            Reasons.ToDictionary(reason => reason.ToString().ToLowerInvariant(), figures.Dropped),
            loop.Order.IsDown,
            figures.Delays.Quantile(0.5),
            figures.Delays.Quantile(0.99),
            figures.Lateness.Quantile(0.5),
            figures.Lateness.Quantile(0.99),
            loop.Failure);
    }
}
