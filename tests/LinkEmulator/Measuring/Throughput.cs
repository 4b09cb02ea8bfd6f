using System.Globalization;
using System.Text.RegularExpressions;

namespace IndustrialGateway.LinkEmulator.Measuring;

/// <summary>What one TCP connection carried.</summary>
public sealed partial record Throughput(long Bytes, double Seconds)
{
    /// <summary>Of payload.</summary>
    public double MbitPerSecond => Seconds > 0 ? Bytes * 8 / Seconds / 1e6 : 0;

    /// <param name="from">The namespace that sends.</param>
    /// <param name="to">The namespace that receives.</param>
    /// <param name="address">Of the receiver.</param>
    public static async Task<Throughput> RunAsync(
        string from, string to, string address, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var receiver = EmulatedLink.RunInNamespace(to, EmulatedLink.Program, "receive");
        var port = (await receiver.ReadLineAsync(cancellationToken)).Split(' ')[1];
        await using var sender = EmulatedLink.RunInNamespace(
            from, EmulatedLink.Program, "send", address, port, time.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        var received = Received().Match(await receiver.ReadLineAsync(cancellationToken));
        return new Throughput(
            long.Parse(received.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            double.Parse(received.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"received (\d+) bytes in ([\d.]+) s")]
    private static partial Regex Received();
}
