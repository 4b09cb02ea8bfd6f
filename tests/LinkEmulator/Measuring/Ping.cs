using System.Globalization;
using System.Text.RegularExpressions;

namespace IndustrialGateway.LinkEmulator.Measuring;

/// <summary>What <c>ping</c> of iputils measured: round trips in milliseconds, in order of size, and how many were sent.</summary>
public sealed partial record Ping(IReadOnlyList<double> RoundTrips, int Sent)
{
    public double Loss => 1 - ((double)RoundTrips.Count / Sent);

    /// <summary>Not a number when no answer came.</summary>
    public double Quantile(double share) =>
        RoundTrips.Count == 0 ? double.NaN : RoundTrips[(int)Math.Min(share * RoundTrips.Count, RoundTrips.Count - 1)];

    /// <param name="space">The namespace in which it runs.</param>
    /// <param name="address">IPv4 or IPv6.</param>
    /// <param name="interval">At least 2 ms.</param>
    public static async Task<Ping> RunAsync(string space, string address, int count, TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var ping = EmulatedLink.RunInNamespace(
            space, "ping", "-n", "-W", "3",
            "-i", interval.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "-c", count.ToString(CultureInfo.InvariantCulture), address);
        List<double> trips = [];
        await foreach (var line in ping.ReadAllLinesAsync(cancellationToken))
        {
            if (RoundTrip().Match(line) is { Success: true } match && !line.Contains("DUP!", StringComparison.Ordinal))
            {
                trips.Add(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }
        }

        trips.Sort();
        return new Ping(trips, count);
    }

    [GeneratedRegex(@"time=([\d.]+) ms")]
    private static partial Regex RoundTrip();
}
