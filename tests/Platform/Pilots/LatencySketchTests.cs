using System.Buffers;
using CsCheck;
using IndustrialGateway.Platform.Pilots;

namespace IndustrialGateway.Platform.Tests.Pilots;

public sealed class LatencySketchTests
{
    private static readonly Gen<TimeSpan[]> Latencies =
        Gen.Long[0, TimeSpan.FromDays(10).Ticks / 10].Select(microseconds => TimeSpan.FromTicks(microseconds * 10)).Array[1, 200];

    [Fact]
    public void Nothing_counted_has_no_percentile() => Assert.Null(new LatencySketch().Percentile(0.99));

    [Fact]
    public void A_percentile_is_never_below_the_exact_one_and_at_most_a_sixteenth_above_it() =>
        Latencies.Select(Gen.Double[0.01, 1]).Sample((latencies, share) =>
        {
            var sketch = Of(latencies);
            var exact = latencies.Order().ElementAt((int)Math.Ceiling(share * latencies.Length) - 1);

            var found = sketch.Percentile(share)!.Value;

            return found >= exact && found <= (exact * 1.0625) + TimeSpan.FromMicroseconds(1);
        });

    [Fact]
    public void Sketches_that_are_added_up_are_the_sketch_of_all() =>
        Gen.Select(Latencies, Latencies).Sample((some, others) =>
        {
            var sum = Of(some);
            sum.Add(Of(others));

            return Bytes(sum).SequenceEqual(Bytes(Of([.. some, .. others])));
        });

    [Fact]
    public void What_is_written_is_read_again() =>
        Latencies.Sample(latencies =>
        {
            ReadOnlySpan<byte> bytes = Bytes(Of(latencies));
            var read = new LatencySketch();
            read.AddFrom(ref bytes);

            return bytes.IsEmpty && Bytes(read).SequenceEqual(Bytes(Of(latencies)));
        });

    [Fact]
    public void Clocks_that_differ_make_no_negative_age()
    {
        var sketch = Of([TimeSpan.FromSeconds(-5)]);

        Assert.Equal(TimeSpan.Zero, sketch.Percentile(1));
    }

    [Fact]
    public void Bytes_that_are_no_sketch_are_refused() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            try
            {
                ReadOnlySpan<byte> input = bytes;
                new LatencySketch().AddFrom(ref input);
            }
            catch (InvalidDataException)
            {
                // The one exception that reading may raise.
            }
        });

    private static LatencySketch Of(TimeSpan[] latencies)
    {
        var sketch = new LatencySketch();
        foreach (var latency in latencies)
        {
            sketch.Add(latency);
        }

        return sketch;
    }

    private static byte[] Bytes(LatencySketch sketch)
    {
        var output = new ArrayBufferWriter<byte>();
        sketch.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
