using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using CsCheck;
using Google.Protobuf;

namespace IndustrialGateway.Model.Tests;

public sealed class RecordFaultTests
{
    private const int ChecksumBytes = 5;

    [Fact]
    public void Every_single_byte_that_is_changed_or_missing_breaks_the_checksum()
    {
        var (record, registry) = Typical();
        var decoder = new RecordDecoder();

        for (var index = 0; index < record.Length; index++)
        {
            var changed = record.ToArray();
            changed[index] ^= 0x10;

            Assert.False(decoder.TryDecode(changed, registry, out var fault));
            Assert.Equal(RecordFaultKind.Checksum, fault.Kind);
            Assert.False(decoder.TryDecode(record.AsSpan(0, index), registry, out _));
        }
    }

    [Fact]
    public void Bytes_changed_under_a_right_checksum_give_a_fault_or_rows_but_never_an_exception() =>
        Gen.Select(Some.Samples, Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 6], Gen.Int[0, 1 << 20]).Sample(
            (samples, changes, cut) =>
            {
                var registry = new PointRegistry();
                var record = Some.Encode(Some.Alias(registry, samples));
                foreach (var (at, value) in changes)
                {
                    record[ChecksumBytes + (at % (record.Length - ChecksumBytes))] = value;
                }

                var end = cut % 3 == 0 ? ChecksumBytes + (cut % (record.Length - ChecksumBytes)) : record.Length;
                AssertHarmless(Sealed(record.AsSpan(ChecksumBytes, end - ChecksumBytes)), registry);
            },
            iter: 2000);

    [Fact]
    public void Random_bytes_under_a_right_checksum_give_a_fault_or_rows_but_never_an_exception() =>
        Gen.Byte.Array[0, 300].Sample(bytes => AssertHarmless(Sealed(bytes), Typical().Registry), iter: 2000);

    [Fact]
    public void The_first_alias_that_was_never_declared_is_named()
    {
        var registry = new PointRegistry();
        var rows = Some.Alias(registry, [.. Enumerable.Range(0, 9).Select(point => new Sample(point, Value.Of(1), 0, 0, 0))]);
        var known = new PointShapeTable();
        Array.ForEach(rows[..4], row => known.TryAdd(row.Shape));

        var decoded = new RecordDecoder().TryDecode(Some.Encode(rows), known, out var fault);

        Assert.False(decoded);
        Assert.Equal(RecordFault.UnknownAlias(5), fault);
    }

    public static TheoryData<string, V1.SampleBatch> Contradictions => new()
    {
        { "a row without a value", new V1.SampleBatch { PointDeltas = { 1, 0 }, Doubles = { 1 } } },
        { "a value without a row", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1, 2 } } },
        { "a value in a column of nobody", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1 }, Texts = { "" } } },
        { "alias 0", new V1.SampleBatch { PointDeltas = { 0 }, Doubles = { 1 } } },
        { "a negative alias", new V1.SampleBatch { PointDeltas = { -1 }, Doubles = { 1 } } },
        { "too few times", new V1.SampleBatch { PointDeltas = { 1, 0 }, Doubles = { 1, 2 }, TimeDeltas = { 1 } } },
        { "too many times", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1 }, TimeDeltas = { 1, 1 } } },
        { "a time out of range", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1 }, TimeDeltas = { long.MaxValue } } },
        { "a time between ticks", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1 }, BaseTimeNs = 150 } },
        { "a unit between ticks", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1 }, TimeDeltas = { 1 }, TimeUnitNs = 150 } },
        { "a byte out of range", new V1.SampleBatch { PointDeltas = { 2 }, Integers = { 256 } } },
        { "broken UTF-8 is no text", new V1.SampleBatch { PointDeltas = { 3 }, Blobs = { ByteString.CopyFrom(0xff) } } },
        { "a run past the end", new V1.SampleBatch { PointDeltas = { 1 }, Doubles = { 1 }, Exceptions = { new V1.RowException { RowCount = 2 } } } },
        { "overlapping runs", new V1.SampleBatch { PointDeltas = { 1, 0 }, Doubles = { 1, 2 }, Exceptions = { new V1.RowException { RowCount = 2 }, new V1.RowException { FirstRow = 1 } } } },
        { "receive runs out of order", new V1.SampleBatch { PointDeltas = { 1, 0 }, Doubles = { 1, 2 }, ReceivedRuns = { new V1.ReceivedRun { FirstRow = 1 }, new V1.ReceivedRun { FirstRow = 0 } } } },
        { "a matrix that its items do not fill", new V1.SampleBatch { PointDeltas = { 4 }, Blobs = { new V1.PointValue { DataType = V1.DataType.Int32, Array = new V1.ValueArray { Dimensions = { 3, 3 } } }.ToByteString() } } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_batch_that_contradicts_itself_is_refused(string what, V1.SampleBatch batch)
    {
        var shapes = new PointShapeTable();
        shapes.TryAdd(new PointShape(1, ValueKind.Double, 0, DataType.Double, -1));
        shapes.TryAdd(new PointShape(2, ValueKind.Integer, 0, DataType.Byte, -1));
        shapes.TryAdd(new PointShape(3, ValueKind.Text, 0, DataType.String, -1));
        shapes.TryAdd(new PointShape(4, ValueKind.Composite, 0, DataType.Int32, 2));

        var decoded = new RecordDecoder().TryDecodeBatch(batch.ToByteArray(), shapes, out var fault);

        Assert.False(decoded, what);
        Assert.Equal(RecordFaultKind.Malformed, fault.Kind);
    }

    [Fact]
    public void A_record_that_would_take_far_more_memory_than_its_bytes_is_refused_before_it_does()
    {
        var shapes = new PointShapeTable();
        shapes.TryAdd(new PointShape(1, ValueKind.Composite, 0, DataType.Variant, 1));
        var empties = new V1.ValueArray();
        empties.Items.AddRange(Enumerable.Repeat(new V1.PointValue(), 200_000));
        var batch = new V1.SampleBatch
        {
            PointDeltas = { 1 },
            Blobs = { new V1.PointValue { DataType = V1.DataType.Variant, Array = empties }.ToByteString() },
        }.ToByteArray();
        var decoder = new RecordDecoder();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = decoder.TryDecodeBatch(batch, shapes, out var fault);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(decoded);
        Assert.Equal(RecordFaultKind.TooLarge, fault.Kind);
        Assert.InRange(allocated, 0, (4 * batch.Length) + (1024 * 1024));
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var value = new V1.PointValue { DataType = V1.DataType.Variant };
        for (var depth = 0; depth < 90; depth++)
        {
            value = new V1.PointValue { DataType = V1.DataType.Variant, Array = new V1.ValueArray { Items = { value } } };
        }

        var shapes = new PointShapeTable();
        shapes.TryAdd(new PointShape(1, ValueKind.Composite, 0, DataType.Variant, 1));
        var batch = new V1.SampleBatch { PointDeltas = { 1 }, Blobs = { value.ToByteString() } };

        Assert.False(new RecordDecoder().TryDecodeBatch(batch.ToByteArray(), shapes, out _));
    }

    private static void AssertHarmless(byte[] record, IPointShapes shapes)
    {
        var decoder = new RecordDecoder();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = decoder.TryDecode(record, shapes, out var fault);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.NotEqual(RecordFaultKind.Checksum, fault.Kind);
        Assert.Equal(decoded, fault.Kind == RecordFaultKind.None);
        Assert.InRange(allocated, 0, (4 * record.Length) + (1024 * 1024));
    }

    private static (byte[] Record, PointRegistry Registry) Typical()
    {
        var registry = new PointRegistry();
        Value[] values = [Value.Of(21.5), Value.Of(true), Value.Of("an"), Value.Of(7), Value.Of(1.5f), Value.Of(Guid.Empty)];
        var rows = Some.Alias(registry, values.Select((value, index) => new Sample(index, value, 0, index * 10_000, 0)));
        return (Some.Encode(rows), registry);
    }

    private static byte[] Sealed(ReadOnlySpan<byte> content)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write<byte>([0x0d]);
        var crc = uint.MaxValue;
        foreach (var value in content)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), ~crc);
        output.Advance(4);
        output.Write(content);
        return output.WrittenSpan.ToArray();
    }
}
