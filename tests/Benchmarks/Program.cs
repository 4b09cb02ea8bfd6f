using BenchmarkDotNet.Running;
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
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RecordSizes).Assembly).Run(args);
        break;
}
