using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>Our client as a process of its own: subscribes, warms up, measures, prints its report as one line of JSON and ends.</summary>
internal static class LoadClient
{
    public const string Name = "ours";

    /// <summary>The line that a client prints when it begins to measure.</summary>
    public const string Begin = "begin";

    private static readonly TimeSpan LiveLimit = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(RunOrder order)
    {
        var scenario = order.Scenario;
        using var certificate = scenario.IsSecured
            ? ApplicationCertificate.LoadOrCreate(order.Folder, BenchFolder.ClientUri, "bench client", TimeProvider.System)
            : null;
        await using var session = await UaSession.ConnectAsync(Options(order, certificate));
        var counter = new ValueCounter(scenario.Items);
        var options = new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(scenario.PublishingMs) };
        var subscription = await session.SubscribeAsync(options, counter, default);

        var start = Stopwatch.GetTimestamp();
        Check(await subscription.CreateItemsAsync(Items(scenario), default));
        var created = Stopwatch.GetElapsedTime(start);
        await counter.AllLive.WaitAsync(LiveLimit, TimeProvider.System);
        var live = Stopwatch.GetElapsedTime(start);

        await WaitAsync(order.WarmUpSeconds);
        var report = await MeasureAsync(order, counter) with
        {
            Client = Name,
            CreatedSeconds = created.TotalSeconds,
            LiveSeconds = live.TotalSeconds,
        };
        Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.ClientReport));
    }

    private static async Task<ClientReport> MeasureAsync(RunOrder order, ValueCounter counter)
    {
        Console.WriteLine(Begin);
        counter.Restart();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        int[] collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        List<long> heap = [];
        if (order.HeapAtSecond > 0)
        {
            await WaitAsync(order.HeapAtSecond);
            heap.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        await WaitAsync(order.Seconds - order.HeapAtSecond);
        var report = counter.Report() with
        {
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds,
            Allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated,
            Collections = [.. collections.Select((before, generation) => GC.CollectionCount(generation) - before)],
            PeakMegabytes = Status("VmHWM:"),
            EndMegabytes = Status("VmRSS:"),
        };
        if (order.HeapAtSecond > 0)
        {
            heap.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        return report with { LiveHeap = [.. heap] };
    }

    private static UaClientOptions Options(RunOrder order, ApplicationCertificate? certificate) => new()
    {
        EndpointUrl = order.Endpoint,
        Security = order.Scenario.IsSecured
            ? SecurityChoice.Of(order.Scenario.Policy, MessageSecurityMode.SignAndEncrypt)
            : SecurityChoice.None,
        Certificate = certificate,
        Trust = order.Scenario.IsSecured ? new TrustFolder(Path.Combine(order.Folder, "trust")) : null,
        OperationTimeout = TimeSpan.FromMinutes(1),
    };

    private static ItemRequest[] Items(Scenario scenario)
    {
        var items = new ItemRequest[scenario.Items];
        for (uint i = 0; i < items.Length; i++)
        {
            items[i] = new ItemRequest(i, new ExpandedNodeId(LoadServer.NodeOf(i)))
            {
                SamplingInterval = TimeSpan.FromMilliseconds(scenario.PeriodMs),
                QueueSize = scenario.QueueSize,
            };
        }

        return items;
    }

    private static void Check(IReadOnlyList<ItemResult> results)
    {
        if (results.FirstOrDefault(result => result.Status.IsBad) is { Item: not null } bad)
        {
            throw new InvalidOperationException($"Item {bad.Item.Node} was refused: {bad.Status}.");
        }
    }

    private static Task WaitAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, CancellationToken.None);

    // proc(5): in KiB.
    private static double Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
