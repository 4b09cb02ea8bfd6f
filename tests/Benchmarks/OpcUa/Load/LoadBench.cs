using System.Text.Json;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>
/// <c>make bench-opcua</c>: one load server per scenario, our client and node-opcua's one after the other against it, each a process of
/// its own, and a table at the end.
/// </summary>
internal static class LoadBench
{
    private static readonly string Root = FindRoot();
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = LoadBenchOptions.Parse(args);
        using var folder = new BenchFolder();
        var results = new List<RunResult>();
        foreach (var scenario in options.Scenarios)
        {
            try
            {
                await RunAsync(scenario, options, folder, results);
            }
            catch (InvalidOperationException failure)
            {
                await Console.Error.WriteLineAsync($"{scenario.Name}: {failure.Message}");
            }
        }

        LoadTable.Print(results, Console.Out);
        if (options.Json is { } path)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results, BenchJson.Default.ListRunResult));
        }

        return results.Count > 0 ? 0 : 1;
    }

    private static async Task RunAsync(Scenario scenario, LoadBenchOptions options, BenchFolder folder, List<RunResult> results)
    {
        await using var server = BenchProcess.Self("opcua-server", JsonSerializer.Serialize(scenario, BenchJson.Default.Scenario), folder.Server);
        var endpoint = new Uri(await server.ReadLineAsync(Patience));
        var order = new RunOrder(scenario, endpoint, folder.Client, options.WarmUpSeconds, options.Seconds, options.HeapAtSecond);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var name in options.Clients)
            {
                await Console.Error.WriteLineAsync($"{scenario.Name}, {name}, round {round} of {options.Rounds}");
                results.Add(await RunClientAsync(name, order, server) with { Round = round });
            }
        }
    }

    private static async Task<RunResult> RunClientAsync(string name, RunOrder order, BenchProcess server)
    {
        await using var client = name == LoadClient.Name
            ? BenchProcess.Self("opcua-client", order.ToJson())
            : BenchProcess.Node(
                Path.Combine(Root, "tests/Benchmarks/OpcUa/Load/node-client.mjs"), order.ToJson(), Path.Combine(Root, "tests/Interop/package.json"));
        await client.ReadLineAsync(Patience); // it begins to measure
        var begin = await AskAsync(server);
        var line = await client.ReadLineAsync(Patience + TimeSpan.FromSeconds(order.Seconds));
        var done = await AskAsync(server) - begin;
        return new RunResult(order.Scenario, 1, JsonSerializer.Deserialize(line, BenchJson.Default.ClientReport)!, done); // it printed one
    }

    private static async Task<ServerReport> AskAsync(BenchProcess server)
    {
        await server.WriteLineAsync("report");
        return JsonSerializer.Deserialize(await server.ReadLineAsync(Patience), BenchJson.Default.ServerReport);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "IndustrialGateway.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The bench runs in the repository only.");
        }

        return folder;
    }
}
