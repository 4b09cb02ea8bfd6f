using System.CommandLine;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Points;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;

namespace IndustrialGateway.Cli.Live;

/// <summary><c>igw tail</c>: values as they change, until Ctrl-C.</summary>
internal static class TailCommand
{
    public static Command Create()
    {
        var platform = new PlatformOptions();
        var selection = new PointSelection();
        var interval = new Option<double>("--interval", "-i")
        {
            Description = "No more often than every so many seconds for each point; 0 = every change.",
            HelpName = "SECONDS",
        };
        var deadband = new Option<double>("--deadband") { Description = "Ignore changes smaller than this." };
        var count = new Option<long?>("--count", "-n") { Description = "End after this many values." };
        var command = new Command("tail", "Show values as they change, until Ctrl-C.") { interval, deadband, count };
        selection.AddTo(command);
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            using ITailOutput output = platform.IsJson(parsed) ? new TailJson() : new TailLines();
            var all = selection.IsAll(parsed);
            var subscription = new SubscriptionOptions
            {
                Points = all ? [] : await selection.NamesAsync(parsed, client, cancellationToken),
                Parents = all ? await ParentsAsync(client, selection.Gateway(parsed), cancellationToken) : [],
                MinInterval = TimeSpan.FromSeconds(parsed.GetValue(interval)),
                AbsoluteDeadband = parsed.GetValue(deadband),
                BufferSize = 10_000,
                Interrupted = output.Interrupted,
            };
            await TailAsync(client.SubscribeAsync(subscription, cancellationToken), output, parsed.GetValue(count));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task TailAsync(IAsyncEnumerable<LiveBatch> batches, ITailOutput output, long? count)
    {
        var left = count ?? long.MaxValue;
        try
        {
            await foreach (var batch in batches)
            {
                output.Show(batch, (int)Math.Min(left, batch.Samples.Count));
                left -= batch.Samples.Count;
                if (left <= 0)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how a tail ends.
        }
    }

    private static async Task<IReadOnlyList<string>> ParentsAsync(
        IndustrialGatewayClient client, string gateway, CancellationToken cancellationToken)
    {
        if (gateway.Length > 0)
        {
            return [gateway];
        }

        var gateways = new List<string>();
        await foreach (var one in client.ListGatewaysAsync(cancellationToken))
        {
            gateways.Add(one.Name);
        }

        return gateways.Count > 0 ? gateways : throw new CliException(
            ExitCodes.NotFound, "The platform has not heard of any gateway yet.", "Start one; it appears by itself.");
    }
}
