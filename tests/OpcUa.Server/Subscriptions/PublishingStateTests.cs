using CsCheck;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Subscriptions;

/// <summary>A subscription's state against a model that is written down as the specification has it (Part 4 §5.14.1.2).</summary>
public sealed class PublishingStateTests
{
    private const int MaxRetransmissions = 3;

    private static readonly SubscriptionSettings Settings = new(TimeSpan.FromMilliseconds(100), 9, 3, 2, 0, true);

    private static readonly Gen<Step> Steps = Gen.OneOf(
        Gen.Const(new Step(Kind.Tick)),
        Gen.Const(new Step(Kind.TickAsked)),
        Gen.Int[1, 5].Select(count => new Step(Kind.Set, count)),
        Gen.Const(new Step(Kind.Take)),
        Gen.Int[0, 5].Select(back => new Step(Kind.Acknowledge, back)),
        Gen.Int[0, 5].Select(back => new Step(Kind.Republish, back)),
        Gen.Int[0, 1].Select(enabled => new Step(Kind.Enable, enabled)));

    [Fact]
    public void Whatever_happens_it_does_what_the_model_does() =>
        Gen.Select(Steps.Array[0, 80], Gen.Bool.Select(isNew => isNew ? 1u : uint.MaxValue - 2)).Sample(Follow, iter: 3_000);

    private static void Follow(Step[] steps, uint first)
    {
        var ready = new ReadyItems();
        var owner = new Subscription(1, Settings, MaxRetransmissions);
        var item = new DataItem(
            owner,
            1,
            new FixedValue(new AddressSpace("urn:test:plant").Objects, default),
            new MonitoredItemSettings(1, 1_000, true, MonitoringMode.Reporting, ChangeFilter.Default, TimestampsToReturn.Both));
        var state = new PublishingState(ready, Settings, MaxRetransmissions, first);
        var model = new Model { Next = first };
        var values = 0;
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case Kind.Tick or Kind.TickAsked:
                    Assert.Equal(model.Tick(step.Kind == Kind.TickAsked), state.Tick(step.Kind == Kind.TickAsked));
                    break;
                case Kind.Set:
                    for (var i = 0; i < step.Number; i++)
                    {
                        Assert.True(item.Keep(new DataValue(Variant.Of(values++))));
                        ready.Announce(item);
                    }

                    model.Waiting += step.Number;
                    break;
                case Kind.Take:
                    Assert.Equal(model.Take(), Told(state.Take(default)));
                    break;
                case Kind.Acknowledge:
                    Assert.Equal(model.Kept.Remove(model.Back(step.Number)), state.Acknowledge(model.Back(step.Number)));
                    break;
                case Kind.Republish:
                    Assert.Equal(model.Republish(step.Number), state.FindSent(model.Back(step.Number))?.SequenceNumber);
                    break;
                default:
                    model.IsEnabled = step.Number == 1;
                    model.Unasked = 0;
                    state.Settings = Settings with { PublishingEnabled = model.IsEnabled };
                    break;
            }

            Assert.Equal(model.Unasked >= Settings.LifetimeCount, state.HasExpired);
            Assert.Equal(model.Kept, state.AvailableSequenceNumbers);
        }
    }

    private static (uint Sequence, int Changes, bool More)? Told(PendingMessage? message) => message is null
        ? null
        : (message.Message.SequenceNumber, message.Message.Data.OfType<DataChangeNotification>().Sum(data => data.Count), message.MoreNotifications);

    private enum Kind
    {
        Tick,
        TickAsked,
        Set,
        Take,
        Acknowledge,
        Republish,
        Enable,
    }

    private sealed record Step(Kind Kind, int Number = 0);

    private sealed class Model
    {
        private int _quiet = (int)Settings.MaxKeepAliveCount; // the first message is due at the first interval
        private bool _due;

        public uint Next { get; set; }

        public int Waiting { get; set; }

        public bool IsEnabled { get; set; } = true;

        public int Unasked { get; set; }

        public List<uint> Kept { get; } = [];

        public bool Tick(bool isAsked)
        {
            Unasked = isAsked ? 0 : Unasked + 1;
            _quiet++;
            if ((IsEnabled && Waiting > 0) || _quiet >= Settings.MaxKeepAliveCount)
            {
                _due = true;
            }

            return _due;
        }

        public (uint Sequence, int Changes, bool More)? Take()
        {
            Unasked = 0;
            if (!_due)
            {
                return null;
            }

            _quiet = 0;
            _due = false;
            if (!IsEnabled || Waiting == 0)
            {
                return (Next, 0, false);
            }

            var count = Math.Min(Waiting, (int)Settings.MaxNotificationsPerPublish);
            var number = Next;
            Waiting -= count;
            Next = number == uint.MaxValue ? 1 : number + 1;
            Kept.Add(number);
            if (Kept.Count > MaxRetransmissions)
            {
                Kept.RemoveAt(0);
            }

            _due = Waiting > 0;
            return (number, count, _due);
        }

        public uint Back(int steps) => Next - (uint)steps;

        public uint? Republish(int steps)
        {
            Unasked = 0;
            return Kept.Contains(Back(steps)) ? Back(steps) : null;
        }
    }
}
