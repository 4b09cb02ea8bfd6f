using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class CyclicReaderTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Batches _taken = new();
    private readonly List<NodeId[]> _registered = [];
    private readonly List<ReadRequest> _reads = [];
    private UaSession? _session;
    private Task _running = Task.CompletedTask;

    private Func<ReadValueId, DataValue> OnRead { get; set; } = node => new DataValue(Variant.Of((int)node.NodeId.Numeric));

    private Func<ServiceRequest, ServiceResponse?> Otherwise { get; set; } = _ => null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _session!.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_thousand_nodes_every_five_seconds_are_one_request_every_five_seconds_under_their_registered_names()
    {
        var reader = await StartAsync(1000);
        var first = await _taken.NextAsync();
        _time.Advance(Interval);

        var second = await _taken.NextAsync();

        Assert.Equal(1000, Assert.Single(_registered).Length);
        Assert.Equal([1000, 1000], _reads.Select(read => read.NodesToRead.Length));
        Assert.All(_reads, read => Assert.All(read.NodesToRead, node => Assert.Equal(2, node.NodeId.NamespaceIndex)));
        Assert.Equal([.. first.Select(item => item.ClientHandle)], second.Select(item => item.ClientHandle));
        Assert.Equal((2L, 0L), (reader.Cycles, reader.Skipped));
    }

    [Fact]
    public async Task A_server_that_does_not_register_is_read_by_the_nodes_own_ids()
    {
        Otherwise = request => request is RegisterNodesRequest ? Fault(StatusCode.BadServiceUnsupported) : null;
        await StartAsync(2);

        await _taken.NextAsync();

        Assert.Equal([new NodeId(1, 1), new NodeId(2, 1)], Assert.Single(_reads).NodesToRead.Select(node => node.NodeId));
    }

    [Fact]
    public async Task Cycles_that_a_slow_server_makes_late_are_left_out_and_counted()
    {
        OnRead = _ =>
        {
            _time.Advance(_reads.Count == 1 ? 3.5 * Interval : TimeSpan.Zero);
            return new DataValue(Variant.Of(1));
        };
        var reader = await StartAsync(1);
        await _taken.NextAsync();

        _time.Advance(Interval / 2);

        await _taken.NextAsync();
        Assert.Equal((2L, 3L), (reader.Cycles, reader.Skipped));
    }

    [Fact]
    public async Task A_node_that_fails_has_its_bad_status_and_costs_only_itself()
    {
        OnRead = node => node.NodeId.Numeric == 2 ? new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown) : new DataValue(Variant.Of(1));
        List<ItemResult> outcomes = [];
        await StartAsync(3, reader => reader.OutcomesChanged += outcomes.AddRange);

        var values = await _taken.NextAsync();

        Assert.Equal([StatusCode.Good, StatusCode.BadNodeIdUnknown, StatusCode.Good], values.Select(item => item.Value.Status));
        Assert.Equal([(1u, StatusCode.Good), (2u, StatusCode.BadNodeIdUnknown), (3u, StatusCode.Good)], outcomes.Select(each => (each.Item.ClientHandle, each.Status)));
    }

    [Fact]
    public async Task A_server_that_refuses_to_read_turns_the_values_bad_once_and_is_asked_again()
    {
        var isRefusing = true;
        Otherwise = request => isRefusing && request is ReadRequest ? Fault(StatusCode.BadSessionNotActivated) : null;
        var reader = await StartAsync(2);
        var refused = await _taken.NextAsync();
        _time.Advance(Interval);
        Assert.Equal(2L, reader.Failures);
        isRefusing = false;

        _time.Advance(Interval);

        Assert.All(refused, item => Assert.Equal(StatusCode.BadSessionNotActivated, item.Value.Status));
        Assert.All(await _taken.NextAsync(), item => Assert.Equal(StatusCode.Good, item.Value.Status));
    }

    [Fact]
    public async Task A_name_that_the_server_no_longer_knows_is_registered_anew_and_an_unknown_node_is_not_every_time()
    {
        var isForgotten = false;
        OnRead = node => isForgotten || node.NodeId.Numeric == 2 ? new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown) : new DataValue(Variant.Of(1));
        await StartAsync(2);
        await _taken.NextAsync();
        _time.Advance(Interval);
        await _taken.NextAsync();
        Assert.Equal(2, _registered.Count); // node 2 was never known: once more, and no more

        isForgotten = true;
        _time.Advance(Interval);
        await _taken.NextAsync();
        isForgotten = false;
        _time.Advance(Interval);
        await _taken.NextAsync();

        Assert.Equal(3, _registered.Count);
    }

    private static ServiceFault Fault(StatusCode status) => new() { Header = new ResponseHeader { ServiceResult = status } };

    private async Task<CyclicReader> StartAsync(int count, Action<CyclicReader>? before = null)
    {
        var channel = new ScriptedChannel();
        var session = _session = await ScriptedChannel.OpenSessionAsync(channel, _time);
        channel.Script = Answer;
        var reader = new CyclicReader(
            _ => Task.FromResult(session),
            new CyclicReadOptions { Interval = Interval },
            [.. Enumerable.Range(1, count).Select(handle => new ItemRequest((uint)handle, new NodeId((uint)handle, 1)))],
            _taken,
            _time);
        before?.Invoke(reader);
        _running = reader.RunAsync(_stop.Token);
        return reader;
    }

    private ServiceResponse? Answer(ServiceRequest request)
    {
        if (Otherwise(request) is { } other)
        {
            return other;
        }

        switch (request)
        {
            case RegisterNodesRequest register:
                _registered.Add(register.NodesToRegister);
                return new RegisterNodesResponse
                {
                    RegisteredNodeIds = Array.ConvertAll(register.NodesToRegister, node => new NodeId(node.Numeric, 2)),
                };
            case ReadRequest read when read.NodesToRead[0].NodeId.NamespaceIndex > 0:
                _reads.Add(read);
                return new ReadResponse { Results = Array.ConvertAll(read.NodesToRead, node => OnRead(node)) };
            default:
                return null;
        }
    }

    private sealed class Batches : ISubscriptionHandler
    {
        private readonly Channel<MonitoredItemNotification[]> _batches = Channel.CreateBounded<MonitoredItemNotification[]>(100);

        public ValueTask<MonitoredItemNotification[]> NextAsync() => _batches.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken) =>
            _batches.Writer.WriteAsync(batch.Items.ToArray(), cancellationToken);

        public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
