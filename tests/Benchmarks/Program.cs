using BenchmarkDotNet.Running;
using IndustrialGateway.Benchmarks.Buffering;
using IndustrialGateway.Benchmarks.Historian;
using IndustrialGateway.Benchmarks.Model;
using IndustrialGateway.Benchmarks.OpcUa.Load;

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
    case ["opcua", .. var arguments]:
        return await LoadBench.RunAsync(arguments);
    case ["opcua-server", var order, var folder]:
        await LoadServer.RunAsync(order, folder);
        break;
    case ["opcua-client", var order]:
        await LoadClient.RunAsync(RunOrder.FromJson(order));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RecordSizes).Assembly).Run(args);
        break;
}

return 0;
