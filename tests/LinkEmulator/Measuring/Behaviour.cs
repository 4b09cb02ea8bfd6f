using System.Globalization;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Measuring;

/// <summary>Prints how each profile behaves on this machine, as a table for the README.</summary>
internal static class Behaviour
{
    private const int Pings = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan TransferTime = TimeSpan.FromSeconds(5);

    public static async Task PrintAsync(LinkProfiles profiles, IReadOnlyList<string> names, long seed)
    {
        await Console.Out.WriteLineAsync("""
            | profile | ping6 min | median | p99 | lost | TCP up | TCP down | late p99 |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var name in names.Count == 0 ? profiles.Names : names)
        {
            await Console.Out.WriteLineAsync(await RowAsync(name, seed));
        }
    }

    private static async Task<string> RowAsync(string profile, long seed)
    {
        await using var link = await EmulatedLink.StartAsync(profile, seed, CancellationToken.None);
        var path = link.Paths[0];
        var ping = await Ping.RunAsync(link.GatewayNamespace, path.PlatformV6, Pings, Interval, CancellationToken.None);
        var figures = (await link.StatAsync(CancellationToken.None)).Paths[0];
        var isOneWay = ping.RoundTrips.Count == 0;
        var up = isOneWay ? null : await Throughput.RunAsync(
            link.GatewayNamespace, link.PlatformNamespace, path.PlatformV6, TransferTime, CancellationToken.None);
        var down = isOneWay ? null : await Throughput.RunAsync(
            link.PlatformNamespace, link.GatewayNamespace, path.GatewayV6, TransferTime, CancellationToken.None);
        var late = Math.Max(figures.Uplink.LateP99Ms ?? 0, figures.Downlink.LateP99Ms ?? 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| `{profile}` | {Ms(ping.Quantile(0))} | {Ms(ping.Quantile(0.5))} | {Ms(ping.Quantile(0.99))} | {ping.Loss:P1} | {Rate(up)} | {Rate(down)} | {Ms(late)} |");
    }

    private static string Ms(double value) => double.IsNaN(value) ? "–" : value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Rate(Throughput? value) => value is null ? "–" : value.MbitPerSecond.ToString("0.0", CultureInfo.InvariantCulture);
}
