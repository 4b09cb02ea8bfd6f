using System.Buffers;
using System.Diagnostics;
using IndustrialGateway.Model;

namespace IndustrialGateway.Benchmarks.Model;

/// <summary>One quick table: bytes per value in a record and with what the buffer puts around it, and time per value, by rows in a record.</summary>
internal static class RecordSizes
{
    private const int Rounds = 200;
    private const int Values = 4_000_000;

    // A header of 48 bytes, and the record filled up to a multiple of 8.
    private const int BufferHeader = 48;

    public static void Print()
    {
        Console.WriteLine("rows | bytes/value | in the buffer | encode ns/value | decode ns/value");
        foreach (var count in (ReadOnlySpan<int>)[1, 10, 100, 200, 1000, 8000])
        {
            var (registry, rows) = PlantMix.Make(count);
            var record = PlantMix.Encode(rows).WrittenSpan.ToArray();
            var (encoder, decoder, output) = (new RecordEncoder(), new RecordDecoder(), new ArrayBufferWriter<byte>(1 << 20));
            BestOf(count, () => decoder.TryDecode(record, registry, out _));
            var encode = BestOf(count, () =>
            {
                output.ResetWrittenCount();
                encoder.Encode(rows, output);
            });
            var decode = BestOf(count, () => decoder.TryDecode(record, registry, out _));
            var buffered = BufferHeader + ((record.Length + 7) & ~7);
            Console.WriteLine($"{count,4} | {(double)record.Length / count,11:F2} | {(double)buffered / count,13:F2} | {encode,15:F1} | {decode,15:F1}");
        }
    }

    private static double BestOf(int rows, Action action)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var calls = Math.Max(1, Values / Rounds / rows);
            var start = Stopwatch.GetTimestamp();
            for (var call = 0; call < calls; call++)
            {
                action();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls / rows);
        }

        return best;
    }
}
