using System.Globalization;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using IndustrialGateway.Benchmarks.Buffering;
using IndustrialGateway.Benchmarks.Historian;
using IndustrialGateway.Benchmarks.Model;
using IndustrialGateway.Benchmarks.OpcUa;
using IndustrialGateway.Benchmarks.OpcUa.Load;
using IndustrialGateway.Benchmarks.OpcUa.Timing;

switch (args)
{
    case ["record-sizes"]:
        RecordSizes.Print();
        break;
    case ["commit-rate", var folder]:
        await CommitRate.PrintAsync(folder);
        break;
    case ["durable-append"]:
        await DurableAppend.PrintAsync();
        break;
    case ["chunk-ratio"]:
        ChunkRatio.Print();
        break;
    case ["timing", .. var samples]:
        WorkTiming.Print();
        await ServerTiming.PrintAsync(samples is [var each] ? int.Parse(each, CultureInfo.InvariantCulture) : 1_000);
        break;
    case ["opcua", .. var arguments]:
        return await LoadBench.RunAsync(arguments);
    case ["opcua-server", var order, var folder]:
        await LoadServer.RunAsync(order, folder);
        break;
    case ["opcua-client", var order]:
        await LoadClient.RunAsync(RunOrder.FromJson(order));
        break;
    default:
        RunBenchmarks(args);
        break;
}

return 0;

// Apart, so that a load client does not carry the benchmark library in its memory.
[MethodImpl(MethodImplOptions.NoInlining)]
static void RunBenchmarks(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(RecordSizes).Assembly).Run(args);
