using IndustrialGateway.Client;
using IndustrialGateway.Faults.Rows;
using IndustrialGateway.V1;

namespace IndustrialGateway.Faults;

/// <summary>Waits until the line has nothing under way any more.</summary>
internal static class Settling
{
    /// <summary>
    /// Returns when every point shows the last value that was offered to it and the gateway has nothing left to send: everything
    /// that will ever be stored is stored.
    /// </summary>
    public static async Task WaitAsync(Line line, Oracle oracle, IReadOnlyList<long> offeredPerMachine)
    {
        var names = Enumerable.Range(0, line.Load.Points)
            .Select(point => Line.PointName(oracle.PathOf(Line.Source, point)))
            .ToList();
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var readings = await line.Client.ReadPointsAsync(names);
            var behind = readings.Index().Where(reading => IndexOf(reading) != Last(reading)).Take(1).ToList();
            var (first, second) = await LookTwiceAsync(line);
            if (behind.Count == 0 && AtRest(first) && AtRest(second) && first.Books.Equals(second.Books))
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) > line.Settings.Patience)
            {
                var words = behind.Select(reading => $"{reading.Item} is not value {Last(reading)}");
                Assert.Fail($"The line does not come to rest{TooMuch(first, second)}: {second}; {string.Join("; ", words)}");
            }
        }

        long? IndexOf((int Index, PointReading Item) reading) =>
            oracle.IndexOf(reading.Index, reading.Item.Sample?.Value.ToModel() ?? default);

        long Last((int Index, PointReading Item) reading) => offeredPerMachine[oracle.MachineOf(reading.Index)] - 1;
    }

    /// <summary>What the platform tells when gateway and platform speak of the same moment: the gateway measures its clocks also while the plant is at rest.</summary>
    public static async Task<GatewayFigures> FiguresAsync(Line line)
    {
        GatewayFigures first, second;
        do
        {
            (first, second) = await LookTwiceAsync(line);
        }
        while (!Equals(first.Books, second.Books) || first.Figures.Stored != second.Figures.Stored);

        return second;
    }

    /// <summary>The first may be from before the last value.</summary>
    private static async Task<(GatewayFigures First, GatewayFigures Second)> LookTwiceAsync(Line line)
    {
        GatewayFigures? first = null;
        var looks = 0;
        var second = await line.ToldAsync(told =>
        {
            first ??= told;
            return ++looks == 2;
        });
        return (first!, second); // Set by the first look.
    }

    /// <summary>Books that stay as they are and have more in them than was taken tell of a gateway that has forgotten what it had sent.</summary>
    private static string TooMuch(GatewayFigures first, GatewayFigures second) =>
        first.Books is { } before && before.Equals(second.Books) && Reckoning.ResidualsOf(second)[^1].Samples is < 0 and var samples
            ? $", and {-samples} samples more than were taken are in its books"
            : "";

    private static bool AtRest(GatewayFigures told) =>
        told is { Connected: true, Books: { } books, Figures.BacklogRecords: 0 } && books.Received == books.Accepted + books.Dropped;
}
