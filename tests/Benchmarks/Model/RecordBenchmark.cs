using System.Buffers;
using BenchmarkDotNet.Attributes;
using IndustrialGateway.Model;

namespace IndustrialGateway.Benchmarks.Model;

/// <summary>Time per value to make and to take apart a record of the plant's mix; `record-sizes` prints its bytes.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class RecordBenchmark
{
    private readonly RecordEncoder _encoder = new();
    private readonly RecordDecoder _decoder = new();
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private AliasedSample[] _rows = [];
    private PointRegistry _registry = new();
    private byte[] _record = [];

    [Params(1, 10, 100, 200, 1000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_registry, _rows) = PlantMix.Make(Rows);
        _record = PlantMix.Encode(_rows).WrittenSpan.ToArray();
    }

    [Benchmark]
    public int Encode()
    {
        _output.ResetWrittenCount();
        return _encoder.Encode(_rows, _output);
    }

    [Benchmark]
    public bool Decode() => _decoder.TryDecode(_record, _registry, out _);
}
