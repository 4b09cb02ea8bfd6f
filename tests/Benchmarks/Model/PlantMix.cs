using System.Buffers;
using IndustrialGateway.Model;

namespace IndustrialGateway.Benchmarks.Model;

/// <summary>Rows as a plant sends them: of 20 points 10 are doubles with two decimals, 4 floats, 3 integers, 2 Booleans, 1 a short text.</summary>
internal static class PlantMix
{
    private const long Start = 134_000_000_000_000_000;
    private const int PointCount = 200;
    private const long PublishTicks = 500 * 10_000;

    /// <summary>One publish (all points in order at nearly one time) up to 200 rows, random points over time above.</summary>
    public static (PointRegistry Registry, AliasedSample[] Rows) Make(int count)
    {
        var random = new Random(20_200_814);
        var registry = new PointRegistry();
        var points = Enumerable.Range(0, PointCount)
            .Select(point => registry.Add(new PointDescription { Path = $"press-{point / 60:00}/hydraulics/value-{point}" }))
            .ToArray();
        foreach (var point in points)
        {
            registry.Resolve(point, ValueOf(point, random));
        }

        var rows = new AliasedSample[count];
        for (var row = 0; row < count; row++)
        {
            var point = count >= PointCount && count % PointCount == 0 ? row % PointCount : random.Next(PointCount);
            var value = ValueOf(point, random);
            var ticks = Start + (row / PointCount * PublishTicks) + (random.Next(3) * 10_000);
            rows[row] = new AliasedSample(registry.Resolve(points[point], value), value, 0, ticks, Start + 20_000_000);
        }

        return (registry, rows);
    }

    public static ArrayBufferWriter<byte> Encode(AliasedSample[] rows)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        new RecordEncoder().Encode(rows, output);
        return output;
    }

    private static Value ValueOf(int point, Random random) => (point % 20) switch
    {
        < 10 => Value.Of(random.Next(-20_000, 20_000) / 100.0),
        < 14 => Value.Of(random.NextSingle() * 100),
        < 17 => Value.Of(random.Next(0, 30_000)),
        < 19 => Value.Of(random.Next(2) == 1),
        _ => Value.Of(random.Next(2) == 1 ? "run" : "stop"),
    };
}
