using IndustrialGateway.Client;

namespace IndustrialGateway.Faults;

/// <summary>Waits until the line has nothing under way any more.</summary>
internal static class Settling
{
    /// <summary>
    /// Returns when every point shows the last value that was offered to it and the gateway has nothing left to send: since
    /// all is sent in order, everything that will ever be stored is stored.
    /// </summary>
    public static async Task WaitAsync(Line line, Oracle oracle, IReadOnlyList<long> offeredPerMachine)
    {
        var names = Enumerable.Range(0, line.Load.Points)
            .Select(point => Line.PointName(oracle.PathOf(Line.Source, point)))
            .ToList();
        while (true)
        {
            await line.FiguresAsync(gateway => gateway is { Connected: true, Figures.BacklogRecords: 0 });
            var readings = await line.Client.ReadPointsAsync(names);
            if (readings.Index().All(reading =>
                oracle.IndexOf(reading.Index, reading.Item.Sample?.Value.ToModel() ?? default)
                    == offeredPerMachine[oracle.MachineOf(reading.Index)] - 1))
            {
                return;
            }
        }
    }
}
