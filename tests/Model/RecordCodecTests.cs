using System.Buffers;
using CsCheck;
using Google.Protobuf;

namespace IndustrialGateway.Model.Tests;

public sealed class RecordCodecTests
{
    [Fact]
    public void What_is_encoded_is_decoded_bit_for_bit() => Some.Samples.Sample(samples =>
    {
        var registry = new PointRegistry();
        var rows = Some.Alias(registry, samples);
        var decoder = new RecordDecoder();

        var decoded = decoder.TryDecode(Some.Encode(rows), registry, out var fault);

        return decoded && fault.Kind == RecordFaultKind.None && decoder.Rows.SequenceEqual([.. rows.Select(Some.Expected)]);
    });

    [Fact]
    public void The_generated_code_reads_a_record_and_writes_the_same_bytes() => Some.Samples.Sample(samples =>
    {
        var bytes = Some.Encode(Some.Alias(new PointRegistry(), samples));

        var record = V1.Record.Parser.ParseFrom(bytes);

        return record.ToByteArray().AsSpan().SequenceEqual(bytes) && record.Samples.PointDeltas.Count == samples.Length;
    });

    [Fact]
    public void A_record_written_by_the_generated_code_is_decoded()
    {
        var batch = new V1.SampleBatch
        {
            BaseTimeNs = 1_700_000_000_000_000_000,
            PointDeltas = { 1, 1, -1 },
            TimeDeltas = { 0, 5, -2 },
            Doubles = { 1.5, -2.25 },
            Texts = { "läuft" },
            ReceivedTimeNs = 1_700_000_001_000_000_000,
            Exceptions = { new V1.RowException { FirstRow = 1, StatusCode = 0x8000_0000 } },
        };
        var shapes = Shapes((ValueKind.Double, DataType.Double), (ValueKind.Text, DataType.String));
        var decoder = new RecordDecoder();

        var decoded = decoder.TryDecodeBatch(batch.ToByteArray(), shapes, out var fault);

        Assert.True(decoded, fault.ToString());
        var start = UaTime.FromUnixNanoseconds(batch.BaseTimeNs);
        var received = UaTime.FromUnixNanoseconds(batch.ReceivedTimeNs);
        Assert.Equal(
            [
                new DecodedRow(1, Value.Of(1.5), 0, start, received),
                new DecodedRow(2, Value.Of("läuft"), 0x8000_0000, start + 50_000, received),
                new DecodedRow(1, Value.Of(-2.25), 0, start + 30_000, received),
            ],
            decoder.Rows.ToArray());
    }

    [Theory]
    [InlineData(10_000_000, 1_000_000_000u)]
    [InlineData(20_000_000, 2_000_000_000u)]
    [InlineData(10_000, 0u)]
    [InlineData(30_000, 3_000_000u)]
    [InlineData(10, 1_000u)]
    [InlineData(1, 100u)]
    [InlineData(600_000_000, 1_000_000_000u)]
    public void The_time_unit_is_the_largest_that_loses_nothing(long stepTicks, uint expectedUnit)
    {
        var registry = new PointRegistry();
        var start = UaTime.UnixEpochTicks + 1_234_567_891;
        var rows = Some.Alias(registry, [.. Enumerable.Range(0, 5).Select(index =>
            new Sample(0, Value.Of(index), 0, start + (index * index * stepTicks), start))]);

        var record = V1.Record.Parser.ParseFrom(Some.Encode(rows));

        Assert.Equal(expectedUnit, record.Samples.TimeUnitNs);
    }

    [Fact]
    public void Alike_neighbours_share_one_exception_and_rows_at_one_time_carry_no_times()
    {
        var registry = new PointRegistry();
        var rows = Some.Alias(registry, [.. Enumerable.Range(0, 1000).Select(point =>
            new Sample(point, Value.Null, 0x800A_0000, UaTime.UnixEpochTicks, UaTime.UnixEpochTicks))]);

        var record = V1.Record.Parser.ParseFrom(Some.Encode(rows));

        Assert.Single(record.Samples.Blobs.Distinct());
        Assert.Equal(1000u, Assert.Single(record.Samples.Exceptions).RowCount);
        Assert.Empty(record.Samples.TimeDeltas);
    }

    [Fact]
    public void Rows_beyond_the_limits_are_left_for_the_next_record()
    {
        var registry = new PointRegistry();
        var many = Some.Alias(registry, Enumerable.Repeat(new Sample(0, Value.Of(1), 0, 0, 0), RecordEncoder.MaxRows + 1));
        var large = Some.Alias(registry, Enumerable.Repeat(new Sample(1, Value.Of(new string('x', 400)), 0, 0, 0), 10));
        var encoder = new RecordEncoder(maxBytes: 4000);

        Assert.Equal(RecordEncoder.MaxRows, encoder.Encode(many, new ArrayBufferWriter<byte>()));
        Assert.InRange(encoder.Encode(large, new ArrayBufferWriter<byte>()), 2, 9);
        Assert.Equal(1, new RecordEncoder(maxBytes: 1).Encode(large, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Numbers_cost_no_allocation_once_the_buffers_have_grown()
    {
        var registry = new PointRegistry();
        var rows = Some.Alias(registry, [.. Enumerable.Range(0, 200).Select(point => new Sample(
            point, point % 2 == 0 ? Value.Of(point / 10.0) : Value.Of(point), 0, point * 10_000L, 0))]);
        var (encoder, decoder, output) = (new RecordEncoder(), new RecordDecoder(), new ArrayBufferWriter<byte>(65_536));
        Round();

        // Of one round that a collection falls into, what the thread had left to allocate from counts as well.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => AllocatedByRound()));

        long AllocatedByRound()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Round();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Round()
        {
            output.ResetWrittenCount();
            encoder.Encode(rows, output);
            decoder.TryDecode(output.WrittenSpan, registry, out _);
        }
    }

    [Fact]
    public void A_gap_is_decoded_as_it_was_encoded()
    {
        var gap = new Gap([3, 7, 300], 0, UaTime.UnixEpochTicks + 1, 12_345, GapReason.SourceOverflow, "press-03")
        {
            Id = ulong.MaxValue,
            FilledTicks = UaTime.UnixEpochTicks + 2,
            FilledCount = 300,
        };
        var output = new ArrayBufferWriter<byte>();
        var decoder = new RecordDecoder();

        new RecordEncoder().EncodeGap(gap, output);
        var decoded = decoder.TryDecode(output.WrittenSpan, new PointRegistry(), out _);

        Assert.True(decoded);
        Assert.Equivalent(gap, decoder.Gap, strict: true);
        Assert.Empty(decoder.Rows.ToArray());
        Assert.Equal(output.WrittenSpan.ToArray(), V1.Record.Parser.ParseFrom(output.WrittenSpan).ToByteArray());
    }

    [Fact]
    public void Filled_samples_travel_in_records_of_their_own()
    {
        var registry = new PointRegistry();
        var point = registry.Add(new PointDescription { Path = "a" });
        bool[] filled = [false, true, true, false];
        var rows = filled.Select((isFilled, index) =>
            new AliasedSample(registry.Resolve(point, Value.Of(index)), Value.Of(index), 0, index * 10_000L, 0) { IsFilled = isFilled }).ToArray();
        var encoder = new RecordEncoder();
        var decoder = new RecordDecoder();

        List<int> taken = [];
        List<bool> decoded = [];
        for (var next = 0; next < rows.Length; next += taken[^1])
        {
            var output = new ArrayBufferWriter<byte>();
            taken.Add(encoder.Encode(rows.AsSpan(next), output));
            Assert.True(decoder.TryDecode(output.WrittenSpan, registry, out _));
            decoded.AddRange(decoder.Rows.ToArray().Select(row => row.IsFilled));
            Assert.Equal(decoded[^1], V1.Record.Parser.ParseFrom(output.WrittenSpan).Samples.Filled);
            Assert.Equal(output.WrittenSpan.ToArray(), V1.Record.Parser.ParseFrom(output.WrittenSpan).ToByteArray());
        }

        Assert.Equal([1, 2, 1], taken);
        Assert.Equal(filled, decoded);
    }

    private static PointShapeTable Shapes(params (ValueKind Kind, DataType Type)[] kinds)
    {
        var table = new PointShapeTable();
        for (var index = 0; index < kinds.Length; index++)
        {
            Assert.True(table.TryAdd(new PointShape((uint)index + 1, kinds[index].Kind, 0, kinds[index].Type, -1)));
        }

        return table;
    }
}
