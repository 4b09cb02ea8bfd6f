namespace IndustrialGateway.Model.Tests;

public sealed class ValueTests
{
    [Fact]
    public void Equality_is_bit_for_bit()
    {
        Assert.NotEqual(Value.Of(0.0), Value.Of(-0.0));
        Assert.Equal(Value.Of(double.NaN), Value.Of(double.NaN));
        Assert.NotEqual(Value.Of(double.NaN), Value.Of(BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0001)));
        Assert.NotEqual(Value.Of(1), Value.Of(1L));
        Assert.Equal(Value.Of([1, 2]), Value.Of([1, 2]));
        Assert.Equal(Value.Of([1, 2]).GetHashCode(), Value.Of([1, 2]).GetHashCode());
        Assert.NotEqual(Value.Of(""), Value.Of((string?)null));
        Assert.NotEqual(Value.Of(""), Value.Of(DataType.XmlElement, ""));
    }

    [Fact]
    public void A_null_keeps_its_type_and_is_no_zero()
    {
        foreach (var type in Enum.GetValues<DataType>())
        {
            var value = Value.NullOf(type);

            Assert.True(value.IsNull);
            Assert.Equal((type, ValueKind.Composite, "null"), (value.DataType, value.Kind, value.ToString()));
        }

        Assert.NotEqual(Value.Of(0), Value.NullOf(DataType.Int32));
        Assert.NotEqual(Value.NullOf(DataType.Int64), Value.NullOf(DataType.Int32));
        Assert.Equal(Value.Of((string?)null), Value.NullOf(DataType.String));
    }

    [Fact]
    public void A_value_takes_24_bytes() => Assert.Equal(24, System.Runtime.CompilerServices.Unsafe.SizeOf<Value>());

    [Fact]
    public void A_number_reads_as_every_number_that_it_fits()
    {
        Assert.Equal(18446744073709551615.0, Value.Of(ulong.MaxValue).AsDouble());
        Assert.Null(Value.Of(ulong.MaxValue).AsInt64());
        Assert.Equal(ulong.MaxValue, Value.Of(ulong.MaxValue).AsUInt64());
        Assert.Null(Value.Of(-1).AsUInt64());
        Assert.Null(Value.Of(1.0).AsInt64());
        Assert.Equal(1.5, Value.Of(1.5f).AsDouble());
        Assert.True(double.IsNaN(Value.Of("1").AsDouble()));
    }

    [Fact]
    public void Values_nested_too_deep_cannot_be_made()
    {
        var value = Value.Of(1);

        Assert.Throws<ArgumentException>(() =>
        {
            for (var depth = 0; depth < 100; depth++)
            {
                value = Value.OfArray(new ArrayValue(DataType.Variant, [value]));
            }
        });
        Assert.Throws<ArgumentException>(() => new ArrayValue(DataType.Int32, [Value.Of(1)], 2, 3));
    }
}
