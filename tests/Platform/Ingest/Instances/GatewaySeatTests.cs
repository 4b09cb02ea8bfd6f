using Google.Rpc;
using IndustrialGateway.Platform.Rpc;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest.Instances;

/// <summary>Who may be a gateway: the paths of one process, its restarts, and no copy of it.</summary>
public sealed class GatewaySeatTests
{
    private static readonly IngestLimits Limits = new();

    private readonly FakeTimeProvider _time = new();
    private readonly GatewaySeat _seat;
    private readonly List<bool> _refusals = [];

    public GatewaySeatTests() => _seat = new GatewaySeat(Limits, _time);

    [Fact]
    public async Task Streams_of_one_instance_stay_side_by_side_also_in_another_epoch()
    {
        using var one = await TakeAsync(epoch: 1, instance: 10);
        using var two = await TakeAsync(epoch: 1, instance: 10);
        using var renewed = await TakeAsync(epoch: 2, instance: 10);

        Assert.All([one, two, renewed], stream => Assert.False(stream.Revoked.IsCancellationRequested));
    }

    [Fact]
    public async Task A_restart_takes_over_and_waits_until_the_streams_before_have_ended()
    {
        var one = await TakeAsync(epoch: 1, instance: 10, run: 3);
        var two = await TakeAsync(epoch: 1, instance: 10, run: 3);

        var taking = TakeAsync(epoch: 1, instance: 11, run: 4);

        Assert.True(one.Revoked.IsCancellationRequested);
        one.Dispose();
        Assert.False(taking.IsCompleted);
        two.Dispose();
        using var restarted = await taking;
        Assert.True(two.Revoked.IsCancellationRequested);
        Assert.False(restarted.Revoked.IsCancellationRequested);
    }

    [Theory]
    [InlineData(1, 3UL)]
    [InlineData(1, 2UL)]
    [InlineData(2, 9UL)]
    public async Task A_copy_is_refused_while_the_first_lives_and_the_first_notices_nothing(int epoch, ulong run)
    {
        using var first = await TakeAsync(epoch: 1, instance: 10, run: 3);
        _time.Advance(TimeSpan.FromHours(1));

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => TakeAsync((UInt128)epoch, instance: 11, run));
        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync((UInt128)epoch, instance: 11, run));

        Assert.Equal((int)Code.FailedPrecondition, refusal.Status.Code);
        Assert.Equal("SECOND_INSTANCE", refusal.Status.GetDetail<ErrorInfo>()!.Reason);
        Assert.Contains("Stop one of the two", refusal.Message, StringComparison.Ordinal);
        Assert.False(first.Revoked.IsCancellationRequested);
        Assert.Equal([true, false], _refusals);
    }

    [Fact]
    public async Task A_restored_backup_that_begins_an_epoch_is_let_in_when_the_first_has_not_been_heard_of_for_three_intervals()
    {
        var first = await TakeAsync(epoch: 1, instance: 10, run: 3);
        _time.Advance(Limits.ProbeInterval);
        first.Heard();
        first.Dispose();

        _time.Advance((3 * Limits.ProbeInterval) - TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 2, instance: 11, run: 2));
        _time.Advance(TimeSpan.FromTicks(1));
        using var restored = await TakeAsync(epoch: 2, instance: 11, run: 2);

        Assert.False(restored.Revoked.IsCancellationRequested);
    }

    [Fact]
    public async Task A_copy_never_sends_under_the_numbers_of_the_first_however_long_that_is_gone()
    {
        (await TakeAsync(epoch: 1, instance: 10, run: 3)).Dispose();
        _time.Advance(TimeSpan.FromDays(10));

        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 1, instance: 11, run: 3));

        (await TakeAsync(epoch: 1, instance: 12, run: 4)).Dispose();
        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 1, instance: 10, run: 3));
    }

    [Fact]
    public async Task A_copy_of_the_running_gateway_gives_way_as_soon_as_the_first_shows_that_it_lives()
    {
        var first = await TakeAsync(epoch: 1, instance: 10, run: 3);
        var taking = TakeAsync(epoch: 1, instance: 11, run: 4);
        first.Dispose();
        var copy = await taking;

        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 1, instance: 10, run: 3));
        var returning = TakeAsync(epoch: 2, instance: 10, run: 3);
        Assert.True(copy.Revoked.IsCancellationRequested);
        copy.Dispose();
        var returned = await returning;
        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 1, instance: 11, run: 4));
        await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 3, instance: 11, run: 4));

        Assert.False(returned.Revoked.IsCancellationRequested);
        Assert.Equal([true, true, false, false], _refusals);
        var restarting = TakeAsync(epoch: 2, instance: 12, run: 4);
        Assert.True(returned.Revoked.IsCancellationRequested);
        returned.Dispose();
        (await restarting).Dispose();
    }

    [Fact]
    public async Task A_gateway_of_before_takes_over_its_epoch_and_leaves_others_alone()
    {
        var older = await TakeAsync(epoch: 1, instance: null);
        using var other = await TakeAsync(epoch: 2, instance: null);

        var taking = TakeAsync(epoch: 1, instance: null);

        Assert.True(older.Revoked.IsCancellationRequested);
        Assert.False(other.Revoked.IsCancellationRequested);
        older.Dispose();
        var newer = await taking;
        var upgrading = TakeAsync(epoch: 1, instance: 10, run: 1);
        Assert.True(newer.Revoked.IsCancellationRequested);
        newer.Dispose();
        (await upgrading).Dispose();
    }

    [Fact]
    public async Task More_streams_than_paths_are_refused_unless_one_has_gone_silent()
    {
        var streams = new List<StreamLease>();
        for (var path = 0; path < Limits.StreamsPerGateway; path++)
        {
            streams.Add(await TakeAsync(epoch: 1, instance: 10));
        }

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(epoch: 1, instance: 10));
        Assert.Equal((int)Code.ResourceExhausted, refusal.Status.Code);

        _time.Advance(Limits.ProbeInterval + TimeSpan.FromTicks(1));
        streams.Where(stream => stream != streams[2]).ToList().ForEach(stream => stream.Heard());
        var taking = TakeAsync(epoch: 1, instance: 10);

        Assert.Equal([streams[2]], streams.Where(stream => stream.Revoked.IsCancellationRequested));
        streams[2].Dispose();
        (await taking).Dispose();
    }

    private Task<StreamLease> TakeAsync(UInt128 epoch, UInt128? instance, ulong run = 1) =>
        _seat.TakeAsync(new Bearer(epoch, instance, run), _refusals.Add, TestContext.Current.CancellationToken);
}
