using System.Buffers;
using CsCheck;

namespace IndustrialGateway.Model.Tests;

/// <summary>Random values, points and rows, and the ways between rows and bytes.</summary>
internal static class Some
{
    private static readonly Gen<string> Text = Gen.Frequency(
        (5, Gen.String[Gen.Char[' ', '~'], 0, 20]), (1, Gen.Const("")), (1, Gen.Const("压力 °C 🏭")),
        (1, Gen.Const(new string('x', 65_536))));

    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[0, 40];

    private static readonly Gen<double> Doubles = Gen.Frequency(
        (6, Gen.Int[-100_000, 100_000].Select(n => n / 100.0)), (3, Gen.Double),
        (1, OneOf(
            double.NaN, -0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue,
            BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_1234), 9007199254740993.0, 0.1 + 0.2)));

    private static readonly Gen<float> Floats = Gen.Frequency(
        (5, Gen.Single), (1, OneOf(-0.0f, BitConverter.UInt32BitsToSingle(0x7fc0_1234), float.NaN)));

    /// <summary>One value of each type that has values of its own.</summary>
    public static readonly Gen<Value> Scalar = Gen.OneOf(
        Gen.Bool.Select(Value.Of), Gen.SByte.Select(Value.Of), Gen.Byte.Select(Value.Of), Gen.Short.Select(Value.Of),
        Gen.UShort.Select(Value.Of), Gen.Int.Select(Value.Of), Gen.UInt.Select(Value.Of),
        Gen.OneOf(Gen.Long, OneOf(long.MinValue, long.MaxValue)).Select(Value.Of),
        Gen.OneOf(Gen.ULong, Gen.Const(ulong.MaxValue)).Select(Value.Of), Floats.Select(Value.Of), Doubles.Select(Value.Of),
        Text.Select(text => Value.Of(text)), Gen.Guid.Select(Value.Of), Bytes.Select(bytes => Value.Of(bytes)),
        Gen.Long.Select(Value.OfDateTime), Gen.UInt.Select(Value.OfStatusCode),
        Gen.Select(
            OneOf(DataType.XmlElement, DataType.NodeId, DataType.ExpandedNodeId, DataType.QualifiedName),
            Text, Value.Of),
        Text.Select(text => Value.OfLocalizedText("zh-CN", text)),
        Bytes.Select(bytes => Value.Of(DataType.ExtensionObject, bytes)),
        OneOf(Enum.GetValues<DataType>()).Select(Value.NullOf));

    public static readonly Gen<Value> AnyValue = Gen.Frequency(
        (8, Scalar),
        (1, Scalar.Array[0, 8].Select(items => Value.OfArray(new ArrayValue(DataType.Variant, items)))),
        (1, Gen.Int.Select(Value.Of).Array[6].Select(items =>
            Value.OfArray(new ArrayValue(DataType.Int32, items, 2, 3)))),
        (1, Scalar.Array[0, 4].Select(fields => Value.OfStructure(
            new StructureValue("Recipe", [.. fields.Select((field, index) => ($"f{index}", field))])))));

    /// <summary>Instants mostly of these years at ms, some at 100 ns, some that nanoseconds cannot hold.</summary>
    private static readonly Gen<long> Ticks = Gen.Frequency(
        (6, Gen.Long[134_000_000_000, 134_000_010_000].Select(ms => ms * 1_000_000)),
        (2, Gen.Long[UaTime.MinNanosecondTicks, UaTime.MaxNanosecondTicks]), (1, Gen.Long),
        (1, OneOf(
            0L, long.MinValue, long.MaxValue, UaTime.MinNanosecondTicks, UaTime.MinNanosecondTicks - 1,
            UaTime.MaxNanosecondTicks, UaTime.MaxNanosecondTicks + 1)));

    private static readonly Gen<uint> Status = Gen.Frequency((6, Gen.Const(0u)), (1, Gen.Const(0x8000_0000)), (1, Gen.UInt));

    private static readonly Gen<long> Received =
        OneOf(UaTime.UnixEpochTicks, 134_000_000_000_000_000L, 134_000_000_000_000_001L);

    public static readonly Gen<Sample[]> Samples = Gen.Select(
        Gen.Int[0, 20], AnyValue, Status, Ticks, Received,
        (point, value, status, ticks, received) => new Sample(point, value, status, ticks, received)).Array[0, 60];

    /// <summary>Gives every sample the shape that a registry chooses for it.</summary>
    public static AliasedSample[] Alias(PointRegistry registry, IEnumerable<Sample> samples) =>
    [
        .. samples.Select(sample => new AliasedSample(
            registry.Resolve(Handle(registry, sample.Point), sample.Value), sample.Value, sample.Status,
            sample.SourceTicks, sample.ReceivedTicks)),
    ];

    public static int Handle(PointRegistry registry, int point) =>
        registry.Add(new PointDescription { Path = $"press-03/point-{point}", Equipment = "press-03" });

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(index => items[index]);

    public static byte[] Encode(ReadOnlySpan<AliasedSample> rows)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(rows.Length, new RecordEncoder(int.MaxValue).Encode(rows, output));
        return output.WrittenSpan.ToArray();
    }

    public static DecodedRow Expected(AliasedSample row) =>
        new(row.Shape.Alias, row.Value, row.Status, row.SourceTicks, row.ReceivedTicks);
}
