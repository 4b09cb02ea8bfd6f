using BenchmarkDotNet.Running;
using IndustrialGateway.Benchmarks.Model;

if (args is ["record-sizes"])
{
    RecordSizes.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(RecordSizes).Assembly).Run(args);
