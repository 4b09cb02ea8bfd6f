using System.Net;
using IndustrialGateway.Cli.Relay;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Capture;

/// <summary>One capture from its beginning to its end; the server is reached through a relay on this machine, which sees every byte.</summary>
internal sealed class CaptureRun(string output, TimeSpan duration, TimeProvider time)
{
    private const int DefaultPort = 4840;
    private static readonly NodeId CurrentTime = new(2258);
    private static readonly NodeId Objects = new(85);

    /// <summary>Connects, looks at the Objects folder, and listens to variables for a while.</summary>
    public async Task<int> VisitAsync(UaClientOptions options, string[] nodes, string? keyLogFile, CancellationToken cancellationToken)
    {
        var temporary = keyLogFile is null ? Path.GetTempFileName() : null; // made for its owner alone
        try
        {
            using var capture = Open();
            var keyLog = new KeyLog(keyLogFile ?? temporary!); // one of both is there
            await Console.Error.WriteLineAsync("The keys of this connection are written down: whoever has the capture can read it.");
            var keys = new KeyFollower(keyLog.Path, capture);
            await using (var relay = Relay(options.EndpointUrl, capture, keys, port: 0))
            {
                await VisitAsync(options with { EndpointUrl = Through(relay, options.EndpointUrl), KeyLog = keyLog }, nodes, cancellationToken);
            }

            await TellAsync(capture, options.EndpointUrl);
            return ExitCodes.Success;
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Captures what other clients say.</summary>
    public async Task<int> ListenAsync(Uri server, int port, CancellationToken cancellationToken)
    {
        using var capture = Open();
        await using (var relay = Relay(server, capture, keys: null, port))
        {
            await Console.Error.WriteLineAsync($"{Through(relay, server)} leads to {server} for {duration.TotalSeconds} s; Ctrl-C ends it sooner.");
            try
            {
                await Task.Delay(duration, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // What was captured so far is kept.
            }
        }

        await TellAsync(capture, server);
        return ExitCodes.Success;
    }

    private async Task VisitAsync(UaClientOptions options, string[] nodes, CancellationToken cancellationToken)
    {
        await using var session = await UaSession.ConnectAsync(options, time, cancellationToken: cancellationToken);
        await session.BrowseAsync([Objects], null, cancellationToken);
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions(), new Acknowledging(), cancellationToken);
        var items = await subscription.CreateItemsAsync([.. Items(nodes)], cancellationToken);
        foreach (var refused in items.Where(item => item.Status.IsBad))
        {
            await Console.Error.WriteLineAsync($"{refused.Item.Node}: {refused.Status}");
        }

        var lost = await Task.WhenAny(session.Lost, Task.Delay(duration, time, cancellationToken)) == session.Lost;
        cancellationToken.ThrowIfCancellationRequested();
        if (lost)
        {
            await Console.Error.WriteLineAsync($"The connection ended: {(await session.Lost).Message}");
        }
    }

    private static IEnumerable<ItemRequest> Items(string[] nodes) => nodes.Length == 0
        ? [new ItemRequest(1, CurrentTime)]
        : nodes.Select((node, index) => new ItemRequest((uint)index + 1, ExpandedNodeId.Parse(node)));

    private PcapNgWriter Open() => new(new FileStream(output, FileMode.Create, FileAccess.Write, FileShare.Read));

    private LoopbackRelay Relay(Uri server, PcapNgWriter capture, KeyFollower? keys, int port) => new(
        new DnsEndPoint(server.DnsSafeHost, PortOf(server)), far => new CapturedConnection(far, capture, keys, time), port);

    private static Uri Through(LoopbackRelay relay, Uri server) => new($"opc.tcp://127.0.0.1:{relay.Port}{server.AbsolutePath}");

    private static int PortOf(Uri server) => server.Port > 0 ? server.Port : DefaultPort;

    private async Task TellAsync(PcapNgWriter capture, Uri server)
    {
        await Console.Error.WriteLineAsync($"{capture.Packets:N0} packets in {output}");
        await Console.Error.WriteLineAsync(PortOf(server) == DefaultPort
            ? $"     wireshark {output}"
            : $"     wireshark -d tcp.port=={PortOf(server)},opcua {output}");
    }

    /// <summary>Lets the server forget what was seen.</summary>
    private sealed class Acknowledging : ISubscriptionHandler
    {
        public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
        {
            batch.Subscription.Acknowledge(batch.Token);
            return ValueTask.CompletedTask;
        }

        public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
