using IndustrialGateway.OpcUa.Client.Commands;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Commands;

public sealed class CommandTests
{
    private static readonly WriteValue[] Ten = [.. Enumerable.Range(0, 10).Select(i => new WriteValue(new NodeId((uint)i, 1), Variant.Of(i)))];

    private readonly List<int> _requests = [];

    [Fact]
    public async Task A_write_goes_in_as_many_requests_as_the_server_takes_and_each_value_has_its_status()
    {
        await using var session = await OpenAsync(request => new WriteResponse
        {
            Results = [.. request.NodesToWrite.Select(node => node.NodeId.Numeric == 5 ? StatusCode.BadNotWritable : StatusCode.Good)],
        });

        var statuses = await session.WriteAsync(Ten, TestContext.Current.CancellationToken);

        Assert.Equal([4, 4, 2], _requests);
        Assert.Equal(10, statuses.Count);
        Assert.Equal([5], statuses.Index().Where(each => each.Item == StatusCode.BadNotWritable).Select(each => each.Index));
    }

    [Fact]
    public async Task A_request_that_the_server_refused_unread_is_cut_smaller()
    {
        await using var session = await OpenAsync(request => request.NodesToWrite.Length > 1
            ? Fault(StatusCode.BadTooManyOperations)
            : new WriteResponse { Results = [StatusCode.Good] });

        var statuses = await session.WriteAsync(Ten, TestContext.Current.CancellationToken);

        Assert.All(statuses, status => Assert.Equal(StatusCode.Good, status));
    }

    [Theory]
    [InlineData(0x800A0000u)] // BadTimeout
    [InlineData(0x80AE0000u)] // BadConnectionClosed
    [InlineData(0x80B90000u)] // BadResponseTooLarge: it was carried out
    public async Task After_a_failure_that_may_have_been_carried_out_nothing_is_sent_again(uint status)
    {
        await using var session = await OpenAsync(request => request.NodesToWrite[0].NodeId.Numeric == 4
            ? Fault(new StatusCode(status))
            : new WriteResponse { Results = [.. request.NodesToWrite.Select(_ => StatusCode.Good)] });

        var statuses = await session.WriteAsync(Ten, TestContext.Current.CancellationToken);

        Assert.Equal([4, 4], _requests);
        Assert.Equal(
            [
                .. Enumerable.Repeat(StatusCode.Good, 4),
                .. Enumerable.Repeat(new StatusCode(status), 4),
                .. Enumerable.Repeat(StatusCode.BadRequestInterrupted, 2),
            ],
            statuses);
    }

    [Fact]
    public async Task A_single_request_that_times_out_is_told_and_not_repeated()
    {
        await using var session = await OpenAsync(_ => Fault(StatusCode.BadTimeout));

        var failure = await Assert.ThrowsAsync<UaException>(
            () => session.WriteAsync(new NodeId(1, 1), Variant.Of(1), TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadTimeout, failure.Status);
        Assert.Single(_requests);
    }

    [Fact]
    public async Task An_answer_with_too_few_results_is_refused()
    {
        await using var session = await OpenAsync(_ => new WriteResponse { Results = [StatusCode.Good] });

        var failure = await Assert.ThrowsAsync<UaException>(() => session.WriteAsync(Ten, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadUnknownResponse, failure.Status);
    }

    [Fact]
    public async Task A_method_gives_its_outputs_or_says_which_argument_is_wrong()
    {
        var channel = new ScriptedChannel
        {
            Script = request => request is not CallRequest call ? null : new CallResponse
            {
                Results = [.. call.MethodsToCall.Select(method => method.InputArguments[0].Type == BuiltInType.Int32
                    ? new CallMethodResult { OutputArguments = method.InputArguments }
                    : new CallMethodResult { Status = StatusCode.BadInvalidArgument, InputArgumentResults = [StatusCode.BadTypeMismatch] })],
            },
        };
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());

        var good = await session.CallAsync(new NodeId(1, 1), new NodeId(2, 1), [Variant.Of(-12)], TestContext.Current.CancellationToken);
        var bad = await session.CallAsync(new NodeId(1, 1), new NodeId(2, 1), [Variant.Of("-12")], TestContext.Current.CancellationToken);

        Assert.Equal([Variant.Of(-12)], good.OutputArguments);
        Assert.Equal(StatusCode.BadInvalidArgument, bad.Status);
        Assert.Equal([StatusCode.BadTypeMismatch], bad.InputArgumentResults);
    }

    private static ServiceFault Fault(StatusCode status) => new() { Header = new ResponseHeader { ServiceResult = status } };

    /// <summary>A server that takes four values in a write.</summary>
    private Task<OpcUa.Client.UaSession> OpenAsync(Func<WriteRequest, ServiceResponse> answer)
    {
        var channel = new ScriptedChannel
        {
            Script = request =>
            {
                if (request is WriteRequest write)
                {
                    _requests.Add(write.NodesToWrite.Length);
                    return answer(write);
                }

                return request is ReadRequest read && read.NodesToRead.Any(node => node.NodeId == new NodeId(11707))
                    ? new ReadResponse { Results = [.. read.NodesToRead.Select(Limit)] }
                    : null;
            },
        };
        return ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());
    }

    private static DataValue Limit(ReadValueId node) => node.NodeId.Numeric switch
    {
        2255 => new DataValue(Variant.OfArray(BuiltInType.String, Array.Empty<string>())),
        11707 => new DataValue(Variant.Of(4u)),
        _ => new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown),
    };
}
