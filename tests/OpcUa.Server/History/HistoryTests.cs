using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.History;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.History;

public sealed class HistoryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly HistoryService _service;
    private readonly VariableNode _variable;

    public HistoryTests()
    {
        _service = new HistoryService(_space, new ServerLimits { MaxContinuationPoints = 1 }, new CodecLimits(), _time);
        _variable = _space.AddVariable(_space.Objects, new NodeId("v", 1), "v", BuiltInType.Int32, At(1));
        _variable.KeepHistory(capacity: 5);
        foreach (var time in new[] { 2, 4, 3, 5, 6 })
        {
            _variable.Set(At(time));
        }
    }

    [Theory]
    [InlineData(3, 6, false, new[] { 3, 4, 5 })]
    [InlineData(6, 3, false, new[] { 6, 5, 4 })]
    [InlineData(4, 4, false, new[] { 4 })]
    [InlineData(0, 4, false, new[] { 4, 3 })]
    [InlineData(5, 0, false, new[] { 5, 6 })]
    [InlineData(3, 5, true, new[] { 3, 4, 5 })]
    public void An_interval_has_its_start_and_not_its_end_and_runs_in_its_direction(int start, int end, bool bounds, int[] expected)
    {
        var number = start == 0 || end == 0 ? 2u : 0;

        Assert.Equal(expected, Values(Read(new ReadRawModifiedDetails(new UaDateTime(start), new UaDateTime(end), number, bounds))));
    }

    [Fact]
    public void A_bound_that_is_not_there_is_said_to_be_missing()
    {
        var values = Read(new ReadRawModifiedDetails(new UaDateTime(1), new UaDateTime(9), 0, ReturnBounds: true)).Values;

        Assert.Equal(StatusCode.BadBoundNotFound, values[0].Status);
        Assert.Equal(StatusCode.BadBoundNotFound, values[^1].Status);
    }

    [Fact]
    public void What_does_not_fit_waits_behind_a_continuation_point_for_a_minute()
    {
        var details = new ReadRawModifiedDetails(new UaDateTime(1), new UaDateTime(9), 2);
        var first = Read(details);
        Assert.Equal(StatusCode.BadNoContinuationPoints, Read(details).Status);

        var second = Read(details, first.ContinuationPoint);
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal([2, 3], Values(first));
        Assert.Equal([4, 5], Values(second));
        Assert.Equal(StatusCode.BadContinuationPointInvalid, Read(details, second.ContinuationPoint).Status);
        Assert.Equal(StatusCode.BadContinuationPointInvalid, Read(details, first.ContinuationPoint).Status);
    }

    [Fact]
    public void What_has_no_history_or_no_interval_is_refused()
    {
        Assert.Equal(StatusCode.BadInvalidTimestampArgument, Read(new ReadRawModifiedDetails(default, new UaDateTime(9))).Status);
        Assert.Equal(StatusCode.GoodNoData, Read(new ReadRawModifiedDetails(new UaDateTime(7), new UaDateTime(9))).Status);
        Assert.Equal(StatusCode.BadHistoryOperationUnsupported, Read(new ReadRawModifiedDetails(new UaDateTime(7), new UaDateTime(9)), node: _space.Objects.Id).Status);
        Assert.Equal(
            StatusCode.BadHistoryOperationUnsupported,
            Assert.Throws<UaException>(() => Read(new ReadRawModifiedDetails(new UaDateTime(7), new UaDateTime(9), IsReadModified: true))).Status);
    }

    private static DataValue At(int time) => new(Variant.Of(time), default, new UaDateTime(time));

    private static int[] Values(HistoryReadResult result) => Array.ConvertAll(result.Values, value => (int)value.Value.AsInt64());

    private HistoryReadResult Read(ReadRawModifiedDetails details, byte[]? point = null, NodeId? node = null) => Assert.Single(_service.Read(
        new HistoryReadRequest { Details = details.ToExtensionObject(), NodesToRead = [new HistoryReadValueId(node ?? _variable.Id, point)] }).Results);
}
