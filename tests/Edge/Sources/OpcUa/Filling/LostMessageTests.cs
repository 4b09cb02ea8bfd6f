using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>Messages that the machine numbered and no longer has.</summary>
public sealed class LostMessageTests
{
    [Fact]
    public async Task A_message_that_the_machine_cannot_give_again_is_a_gap_from_the_last_values_on_and_is_filled()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var registry = new PointRegistry();
        var point = registry.Add(new PointDescription { Path = "press/speed", Equipment = "press" });
        var items = new ItemTable([new PlannedPoint(point, new ExpandedNodeId(new NodeId(7)), "press", new ItemOptions())]);
        var memory = new SourceMemory(folder: null, "press", NullLogger.Instance);
        var losses = new LossBook(registry, memory) { Kept = [point] };
        var queue = new IntakeQueue();
        var handler = new PointSubscription(items.Points, new StructureDecoding(time), queue, new SourceStatus(), items, new Chores(), losses, watch: null, time);
        var last = UaDateTime.Now(time).Ticks;
        await handler.OnNotificationsAsync(new NotificationBatch { Token = new NotificationToken(1, 4), ReceivedTicks = last, PublishTime = new UaDateTime(9) }, cancelled);
        time.Advance(TimeSpan.FromSeconds(3));

        await handler.OnGapAsync(new NotificationGap(null!, FirstSequenceNumber: 5, Count: 1), cancelled); // whose does not matter

        queue.ReaderOf(DataClass.Alarm).TryRead(out _);
        Assert.True(queue.ReaderOf(DataClass.Process).TryRead(out var group));
        var gap = Assert.Single(group.Gaps);
        Assert.Equal((GapReason.SourceLost, last, last + (3 * TimeSpan.TicksPerSecond)), (gap.Reason, gap.FromTicks, gap.ToTicks));
        Assert.Equal((gap.Id, gap.FromTicks, gap.ToTicks), (memory.First!.Id, memory.First.FromTicks, memory.First.ToTicks));
        Assert.Equal((9L, null), (memory.First.FromServerTicks, memory.First.ToServerTicks));
        Assert.Equal(["i=7"], memory.First.Nodes);
    }
}
