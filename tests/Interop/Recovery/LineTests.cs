using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Reverse;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Interop.Recovery;

/// <summary>Our client at node-opcua's server on a line that breaks, whether it calls or is called.</summary>
public sealed class LineTests(MachineFixture fixture)
{
    private const int Patience = 60_000;
    private const string Name = "On a bad line";
    private const uint Ordered = 5;

    // With a name: of an anonymous session whose channel has ended, node-opcua does not know whether it was secured, and transfers nothing of it.
    private static readonly UserIdentity Operator = UserIdentity.UserName(NodeMachine.UserName, NodeMachine.Password);

    [Theory(Timeout = Patience)]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_server_that_calls_is_read(string policy, MessageSecurityMode mode)
    {
        var cancelled = TestContext.Current.CancellationToken;

        await using var session = await UaSession.ConnectAsync(Called(SecurityChoice.Of(policy, mode)), cancellationToken: cancelled);

        Assert.Equal(0, (await session.ReadAsync([new NodeId(2259)], cancelled))[0].Value.AsInt64());
    }

    [Theory(Timeout = Patience)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_line_that_is_cut_again_and_again_loses_nothing_and_doubles_nothing(bool isCalled, bool isSessionLost)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var direct = new TcpProxy { Target = fixture.Machine.Endpoint };
        var line = isCalled ? fixture.Called : direct;
        var options = isCalled ? Called(SecurityChoice.Default) : Calling(direct.Port);
        await using var client = new UaClient(options with { ApplicationName = Name }, TimeProvider.System, NullLogger.Instance);
        client.Start();
        await client.GetSessionAsync(cancelled);
        await fixture.Machine.SetAsync("Ordered", from: 0, count: 1, cancelled);
        var recorder = new Recorder();
        await SubscribeAsync(client, recorder, cancelled);
        List<DataValue> values = [await recorder.NextAsync(Ordered, cancelled)];

        for (var last = 20; last <= 60; last += 20)
        {
            line.Cut();
            await fixture.Machine.SetAsync("Ordered", from: last - 19, count: 10, cancelled);
            if (isSessionLost)
            {
                await fixture.Machine.ExpireAsync(Name, cancelled);
            }

            line.Restore();
            await fixture.Machine.SetAsync("Ordered", from: last - 9, count: 10, cancelled);
            values.AddRange(await recorder.UntilAsync(Ordered, value => value.Value.AsInt64() == last, cancelled));
        }

        Assert.Equal(Enumerable.Range(0, 61), WithoutRepetitions(values).Select(value => (int)value.Value.AsInt64()));
        Assert.Equal(0, recorder.Gaps);
        Assert.False(recorder.Renewed.IsCompleted, "the subscription was made anew");
    }

    /// <summary>node-opcua gives the last value once more, with the same time, to a session on a new channel.</summary>
    private static IEnumerable<DataValue> WithoutRepetitions(List<DataValue> values) =>
        values.Where((value, place) => place == 0 || value.SourceTimestamp != values[place - 1].SourceTimestamp);

    private static async Task SubscribeAsync(UaClient client, Recorder recorder, CancellationToken cancelled)
    {
        var subscription = await client.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, recorder, cancelled);
        var item = new ItemRequest(Ordered, new ExpandedNodeId(new NodeId("Ordered", 0), NodeMachine.NamespaceUri))
        {
            SamplingInterval = TimeSpan.Zero,
            QueueSize = 1000,
        };
        Assert.Equal(StatusCode.Good, Assert.Single(await subscription.CreateItemsAsync([item], cancelled)).Status);
    }

    private UaClientOptions Calling(int port) =>
        fixture.Visitor.Options(new Uri($"opc.tcp://127.0.0.1:{port}"), SecurityChoice.Default, Operator);

    private UaClientOptions Called(SecurityChoice security) => fixture.Visitor.Options(fixture.Machine.Endpoint, security, Operator) with
    {
        Reverse = new ReverseConnection(fixture.Listener, NodeMachine.ServerUri),
    };
}
