using CsCheck;
using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Tests.Codec;

public sealed class RoundTripTests
{
    [Fact]
    public void Whatever_variant_is_written_is_read_again() => AnyValue.Variants.Sample(value =>
        Bytes.Read(Bytes.Written((ref writer) => writer.WriteVariant(value)), static (ref reader) => reader.ReadVariant()) == value);

    [Fact]
    public void Whatever_data_value_is_written_is_read_again() => AnyValue.DataValues.Sample(value =>
        Bytes.Read(Bytes.Written((ref writer) => writer.WriteDataValue(value)), static (ref reader) => reader.ReadDataValue()) == value);
}
