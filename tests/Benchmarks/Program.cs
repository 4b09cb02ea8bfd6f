using BenchmarkDotNet.Running;
using IndustrialGateway.Benchmarks.Buffering;
using IndustrialGateway.Benchmarks.Historian;
using IndustrialGateway.Benchmarks.Model;

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
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RecordSizes).Assembly).Run(args);
        break;
}
