using CsCheck;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class RepeatedNaNTests
{
    private const uint Handle = 1;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);
    private static readonly DataValue NaN = Value(Variant.Of(double.NaN), 0);

    private readonly Taker _taker = new();
    private readonly RepeatedNaN _filter;
    private long _now = Some.Ticks;

    public RepeatedNaNTests() => _filter = new RepeatedNaN(_taker, Items(2), Silence);

    [Fact]
    public async Task A_NaN_that_is_told_again_is_told_once_however_long_the_machine_goes_on()
    {
        for (var i = 0; i < 100; i++)
        {
            await TellAsync(NaN with { ServerTimestamp = Machine.TimeOf(i) });
        }

        Assert.Single(_taker.Taken);
        Assert.Equal(100, _taker.Batches);
    }

    public static TheoryData<DataValue> News => new(
        Value(Variant.Of(double.NaN), 1),
        NaN with { SourcePicoseconds = 1 },
        NaN with { Status = StatusCode.BadTimeout },
        NaN with { Status = new StatusCode(0x0000_0480) }, // some are lost before it
        Value(Variant.Of(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001)), 0),
        Value(Variant.Of(float.NaN), 0),
        Value(Variant.Of(1.5), 0));

    [Theory]
    [MemberData(nameof(News))]
    public async Task Whatever_is_other_is_told_and_the_NaN_after_it_too(DataValue other)
    {
        await TellAsync(NaN);

        await TellAsync(other);
        await TellAsync(NaN);

        Assert.Equal([NaN, other, NaN], _taker.Taken.Select(item => item.Value));
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_number_that_is_told_again_is_not_held_back(double number)
    {
        await TellAsync(Value(Variant.Of(number), 0));
        await TellAsync(Value(Variant.Of(number), 0));

        Assert.Equal(2, _taker.Taken.Count);
    }

    [Fact]
    public async Task A_NaN_without_a_time_of_its_own_is_not_held_back()
    {
        var timeless = NaN with { SourceTimestamp = default };

        await TellAsync(timeless);
        await TellAsync(timeless);

        Assert.Equal([timeless, timeless], _taker.Taken.Select(item => item.Value));
    }

    /// <summary>Its point may have been called Bad, and would stay so.</summary>
    [Fact]
    public async Task After_a_silence_in_which_the_machine_may_have_been_away_it_is_told_again()
    {
        await TellAsync(NaN);

        _now += Silence.Ticks;
        await TellAsync(NaN);

        Assert.Equal(2, _taker.Taken.Count);
    }

    [Fact]
    public async Task A_message_that_was_not_taken_and_comes_again_is_not_held_back()
    {
        _taker.Fails = true;
        await Assert.ThrowsAsync<OperationCanceledException>(() => TellAsync(NaN));

        _taker.Fails = false;
        await TellAsync(NaN);

        Assert.Single(_taker.Taken);
    }

    [Fact]
    public async Task An_item_that_is_forgotten_is_told_again()
    {
        await TellAsync(NaN);

        _filter.Forget([Handle]);
        await TellAsync(NaN);

        Assert.Equal(2, _taker.Taken.Count);
    }

    /// <summary>With each item as if it were alone: what is told are its values without the NaN that equal the one before.</summary>
    [Fact]
    public Task Of_any_values_only_repeated_NaN_are_missing_and_the_order_stays() =>
        Gen.Select(Gen.UInt[1, 2], Gen.Bool.Select(isNaN => isNaN ? double.NaN : 1.5), Gen.Int[0, 1]).Array[0, 8].Array[0, 8].SampleAsync(async batches =>
        {
            var taker = new Taker();
            var filter = new RepeatedNaN(taker, Items(2), Silence);
            List<MonitoredItemNotification> expected = [];
            Dictionary<uint, DataValue> last = [];
            foreach (var batch in batches)
            {
                MonitoredItemNotification[] told = [.. batch.Select(each => new MonitoredItemNotification(each.Item1, Value(Variant.Of(each.Item2), each.Item3)))];
                await filter.OnNotificationsAsync(new NotificationBatch { Items = told, ReceivedTicks = Some.Ticks }, TestContext.Current.CancellationToken);
                foreach (var item in told)
                {
                    if (!double.IsNaN(item.Value.Value.AsDouble()) || !last.TryGetValue(item.ClientHandle, out var before) || before != item.Value)
                    {
                        expected.Add(item);
                    }

                    last[item.ClientHandle] = item.Value;
                }
            }

            return expected.SequenceEqual(taker.Taken);
        });

    private async Task TellAsync(DataValue value)
    {
        _now += TimeSpan.TicksPerMillisecond * 100;
        MonitoredItemNotification[] items = [new(Handle, value)];
        await _filter.OnNotificationsAsync(new NotificationBatch { Items = items, ReceivedTicks = _now }, TestContext.Current.CancellationToken);
    }

    private static DataValue Value(Variant value, int time) => new(value, default, Machine.TimeOf(time));

    private static ItemTable Items(int count) => new(
        [.. Enumerable.Range(1, count).Select(point => new PlannedPoint(point, new ExpandedNodeId(Machine.Id($"{point}")), "", new ItemOptions()))]);

    private sealed class Taker : ISubscriptionHandler
    {
        public List<MonitoredItemNotification> Taken { get; } = [];

        public int Batches { get; private set; }

        public bool Fails { get; set; }

        public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new OperationCanceledException();
            }

            Batches++;
            Taken.AddRange(batch.Items.ToArray());
            return ValueTask.CompletedTask;
        }

        public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
