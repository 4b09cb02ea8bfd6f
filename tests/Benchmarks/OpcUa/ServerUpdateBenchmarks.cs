using BenchmarkDotNet.Attributes;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa;

/// <summary>What one update costs the server, from Set to the bytes of the publish response. Goal: 2 µs, which is 500,000/s per core.</summary>
[MemoryDiagnoser]
public class ServerUpdateBenchmarks : IDisposable
{
    private const int Updates = 10_000;
    private readonly VariableUpdate[] _updates = new VariableUpdate[Updates];
    private readonly PooledBuffer _output = new(capacity: 1024 * 1024);
    private Subscription? _subscription;
    private double _value;

    [GlobalSetup]
    public void Prepare()
    {
        var space = new AddressSpace("urn:benchmark");
        var settings = new SubscriptionSettings(TimeSpan.FromMilliseconds(100), 1_000, 10, (uint)Updates, 0, true);
        _subscription = new Subscription(1, settings, ServerLimits.ForLoad.MaxRetransmissions);
        for (var i = 0; i < Updates; i++)
        {
            var variable = space.AddVariable(space.Objects, new NodeId((uint)i + 1, 1), $"v{i}", BuiltInType.Double, new DataValue(Variant.Of(0.0)));
            _subscription.Add(variable, new MonitoredItemSettings(
                (uint)i, 10, true, MonitoringMode.Reporting, ChangeFilter.Default, TimestampsToReturn.Both));
            _updates[i] = new VariableUpdate(variable, default);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Updates)]
    public int FromSetToBytes()
    {
        var now = new UaDateTime(133_000_000_000_000_000);
        for (var i = 0; i < Updates; i++)
        {
            _updates[i] = _updates[i] with { Value = new DataValue(Variant.Of(_value++), default, now) };
        }

        AddressSpace.Set(_updates);
        _subscription!.Tick(isAsked: true);
        var length = 0;
        while (_subscription.Take(now) is { } message)
        {
            _output.Clear();
            ServiceMessages.Encode(_output, new PublishResponse
            {
                SubscriptionId = 1,
                AvailableSequenceNumbers = message.AvailableSequenceNumbers,
                Notification = message.Message,
            });
            length += _output.Length;
            _subscription.Acknowledge(message.Message.SequenceNumber);
        }

        return length;
    }
}
