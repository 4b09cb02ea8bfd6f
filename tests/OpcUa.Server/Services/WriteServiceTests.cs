using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

public sealed class WriteServiceTests
{
    private static readonly double[] Three = [1, 2, 3];
    private static readonly double[] Two = [8, 9];
    private static readonly double[] Changed = [1, 8, 9];

    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly WriteService _writes;
    private readonly VariableNode _setpoint;

    public WriteServiceTests()
    {
        _writes = new WriteService(_space, new ServerLimits(), new FakeTimeProvider());
        _setpoint = _space.AddVariable(_space.Objects, new NodeId("setpoint", 1), "setpoint", BuiltInType.Double, new DataValue(Variant.Of(1.0)));
        _setpoint.AccessLevel = AccessLevels.Read | AccessLevels.Write;
    }

    [Fact]
    public void A_value_is_written_with_the_time_of_the_server()
    {
        Assert.Equal(StatusCode.Good, Write(new WriteValue(_setpoint.Id, Variant.Of(2.5))));

        Assert.Equal(2.5, _setpoint.Value.Value.AsDouble());
        Assert.False(_setpoint.Value.SourceTimestamp.IsNull);
    }

    [Fact]
    public void The_owner_has_the_last_word()
    {
        _setpoint.OnWrite = write => write.Value.Value.AsDouble() > 10 || write.User != "engineer" ? StatusCode.BadOutOfRange : StatusCode.Good;

        Assert.Equal(StatusCode.BadOutOfRange, Write(new WriteValue(_setpoint.Id, Variant.Of(11.0))));
        Assert.Equal(1.0, _setpoint.Value.Value.AsDouble());
        Assert.Equal(StatusCode.Good, Write(new WriteValue(_setpoint.Id, Variant.Of(9.0))));
    }

    [Fact]
    public void What_cannot_be_written_costs_that_one()
    {
        var fixedValue = _space.AddVariable(_space.Objects, new NodeId("fixed", 1), "fixed", BuiltInType.Double, new DataValue(Variant.Of(1.0)));

        Assert.Equal(StatusCode.BadNodeIdUnknown, Write(new WriteValue(new NodeId("unknown", 1), Variant.Of(1.0))));
        Assert.Equal(StatusCode.BadNotWritable, Write(new WriteValue(fixedValue.Id, Variant.Of(2.0))));
        Assert.Equal(StatusCode.BadNotWritable, Write(new WriteValue(_setpoint.Id, new DataValue(Variant.Of("x")), AttributeId.BrowseName)));
        Assert.Equal(StatusCode.BadAttributeIdInvalid, Write(new WriteValue(_space.Objects.Id, Variant.Of(1.0))));
        Assert.Equal(StatusCode.BadTypeMismatch, Write(new WriteValue(_setpoint.Id, Variant.Of(1f))));
        Assert.Equal(StatusCode.BadTypeMismatch, Write(new WriteValue(_setpoint.Id, Variant.Null)));
        Assert.Equal(StatusCode.BadTypeMismatch, Write(new WriteValue(_setpoint.Id, Variant.OfArray(BuiltInType.Double, Three))));
        Assert.Equal(StatusCode.BadWriteNotSupported, Write(new WriteValue(_setpoint.Id, new DataValue(Variant.Of(1.0), StatusCode.BadOutOfService))));
        Assert.Equal(StatusCode.BadWriteNotSupported, Write(new WriteValue(_setpoint.Id, new DataValue(Variant.Of(1.0), default, new UaDateTime(1)))));
        Assert.Equal(StatusCode.BadIndexRangeInvalid, Write(new WriteValue(_setpoint.Id, new DataValue(Variant.Of(1.0)), IndexRange: "2:1")));
        Assert.Equal(1.0, _setpoint.Value.Value.AsDouble());
    }

    [Fact]
    public void A_part_of_an_array_is_written_and_the_rest_stays()
    {
        var array = _space.AddVariable(
            _space.Objects, new NodeId("array", 1), "array", BuiltInType.Double, new DataValue(Variant.OfArray(BuiltInType.Double, Three)), valueRank: 1);
        array.AccessLevel = AccessLevels.Read | AccessLevels.Write;

        Assert.Equal(StatusCode.Good, Write(Part("1:2")));
        Assert.Equal(StatusCode.BadIndexRangeDataMismatch, Write(Part("0:2")));
        Assert.Equal(StatusCode.BadIndexRangeNoData, Write(Part("7:8")));

        Assert.Equal(Variant.OfArray(BuiltInType.Double, Changed), array.Value.Value);
        WriteValue Part(string range) => new(array.Id, new DataValue(Variant.OfArray(BuiltInType.Double, Two)), IndexRange: range);
    }

    private StatusCode Write(WriteValue value) => Assert.Single(_writes.Write(new WriteRequest { NodesToWrite = [value] }, "engineer").Results);
}
