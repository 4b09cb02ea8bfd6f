using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Client;
using IndustrialGateway.V1;
using Spectre.Console;

namespace IndustrialGateway.Cli.Demo;

/// <summary>The line's figures, second by second: one line that renews itself on a terminal, a line each elsewhere.</summary>
internal static class FigureLine
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Until cancelled; a stream that breaks is opened again.</summary>
    /// <exception cref="IndustrialGatewayException">The platform refuses to tell.</exception>
    public static async Task ShowAsync(IndustrialGatewayClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ShowStreamAsync(client, cancellationToken);
            }
            catch (IndustrialGatewayException failure) when (failure.IsTransient)
            {
                // Whether the platform has ended is seen by who started it.
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    private static async Task ShowStreamAsync(IndustrialGatewayClient client, CancellationToken cancellationToken)
    {
        var renew = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
        await foreach (var now in client.WatchLineAsync(cancellationToken))
        {
            var text = Describe(now);
            if (renew)
            {
                AnsiConsole.Markup($"\r{text}\e[K");
            }
            else
            {
                AnsiConsole.MarkupLine(text);
            }
        }
    }

    private static string Describe(WatchLineResponse now)
    {
        var total = now.Total;
        var lost = total.Lost == 0 ? "[green]lost 0[/]" : string.Create(CultureInfo.InvariantCulture, $"[red]lost {total.Lost}[/]");
        var connected = now.Gateways.Count(gateway => gateway.Connected);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[bold]{total.StoredPerSecond:N0}[/] values/s   p50 {Text(total.LatencyP50)}   p99 {Text(total.LatencyP99)}   backlog {total.BacklogRecords}   {lost}   {total.Stored:N0} stored   {total.Points} points   {connected} gateway(s)");
    }

    /// <summary>Unknown is a dash, never zero.</summary>
    private static string Text(Duration? latency) => latency is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{latency.ToTimeSpan().TotalMilliseconds:0.0} ms");
}
