using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

public sealed class CallServiceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly CallService _calls;
    private readonly MethodNode _double;

    public CallServiceTests()
    {
        _calls = new CallService(_space, new ServerLimits(), _time, NullLogger.Instance);
        var number = new MethodArgument { Name = "x", DataType = new NodeId(11) };
        _double = _space.AddMethod(
            _space.Objects, new NodeId("double", 1), "double", [number], [number], (call, _) => new([Variant.Of(2 * call.Inputs[0].AsDouble())]));
    }

    [Fact]
    public async Task A_method_gets_its_arguments_and_gives_its_results()
    {
        var result = await CallAsync(_double, Variant.Of(21.0));

        Assert.Equal(StatusCode.Good, result.Status);
        Assert.Equal(42.0, Assert.Single(result.OutputArguments).AsDouble());
    }

    [Fact]
    public async Task Wrong_arguments_are_named_one_by_one_and_the_method_is_not_called()
    {
        Assert.Equal(StatusCode.BadArgumentsMissing, (await CallAsync(_double)).Status);
        Assert.Equal(StatusCode.BadTooManyArguments, (await CallAsync(_double, Variant.Of(1.0), Variant.Of(2.0))).Status);
        var wrong = await CallAsync(_double, Variant.Of("x"));

        Assert.Equal(StatusCode.BadInvalidArgument, wrong.Status);
        Assert.Equal([StatusCode.BadTypeMismatch], wrong.InputArgumentResults);
    }

    [Fact]
    public async Task Only_a_method_of_the_object_that_can_be_executed_is_called()
    {
        var other = _space.AddFolder(_space.Objects, new NodeId("other", 1), "other");

        Assert.Equal(StatusCode.BadMethodInvalid, (await CallAsync(other.Id, _double.Id)).Status);
        Assert.Equal(StatusCode.BadMethodInvalid, (await CallAsync(_space.Objects.Id, other.Id)).Status);
        Assert.Equal(StatusCode.BadNodeIdUnknown, (await CallAsync(new NodeId(9, 1), _double.Id)).Status);
        _double.IsExecutable = false;
        Assert.Equal(StatusCode.BadNotExecutable, (await CallAsync(_double, Variant.Of(1.0))).Status);
    }

    [Fact]
    public async Task A_handler_that_fails_or_never_ends_costs_its_call_only()
    {
        var broken = _space.AddMethod(_space.Objects, new NodeId("broken", 1), "broken", [], [], (_, _) => throw new InvalidOperationException("secret"));
        var endless = _space.AddMethod(
            _space.Objects, new NodeId("endless", 1), "endless", [], [], (_, _) => new(new TaskCompletionSource<Variant[]>().Task));

        Assert.Equal(StatusCode.BadInternalError, (await CallAsync(broken)).Status);
        var waiting = CallAsync(endless);
        _time.Advance(new ServerLimits().OperationTimeout);

        Assert.Equal(StatusCode.BadTimeout, (await waiting).Status);
    }

    private Task<CallMethodResult> CallAsync(MethodNode method, params Variant[] inputs) => CallAsync(_space.Objects.Id, method.Id, inputs);

    private async Task<CallMethodResult> CallAsync(NodeId owner, NodeId method, params Variant[] inputs) => Assert.Single((await _calls.CallAsync(
        new CallRequest { MethodsToCall = [new CallMethodRequest { ObjectId = owner, MethodId = method, InputArguments = inputs }] },
        Caller.Nobody,
        TestContext.Current.CancellationToken)).Results);
}
