using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Intake;

public sealed class IntakeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly IntakeQueue _queue = new(capacity: 4);
    private GatewayStore _store = null!; // set in InitializeAsync

    public async ValueTask InitializeAsync() => _store = await Some.StoreAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_written_can_be_read_from_the_buffer_in_order()
    {
        var point = _store.Points.Registry.Add(Some.Point("press-01/speed"));
        using var intake = await StartAsync();

        for (var first = 0; first < 10_000; first += 100)
        {
            await _queue.WriteAsync(Some.Group(_queue, point, first, 100), default);
        }

        await intake.StopAsync(default);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(value => (double)value), ReadAll().Select(row => row.Value.AsDouble()));
    }

    [Fact]
    public async Task A_full_intake_makes_the_source_wait_and_loses_nothing()
    {
        var point = _store.Points.Registry.Add(Some.Point("press-01/speed"));
        for (var index = 0; index < 4; index++)
        {
            await _queue.WriteAsync(Some.Group(_queue, point, index, 1), default);
        }

        var fifth = _queue.WriteAsync(Some.Group(_queue, point, 4, 1), default);
        Assert.False(fifth.IsCompleted);

        using var intake = await StartAsync();
        await fifth;
        await intake.StopAsync(default);
        Assert.Equal([0, 1, 2, 3, 4], ReadAll().Select(row => row.Value.AsDouble()));
    }

    [Fact]
    public async Task A_source_is_told_in_order_and_only_of_what_is_durable()
    {
        var point = _store.Points.Registry.Add(Some.Point("press-01/speed"));
        var told = new Told(_store);
        using var intake = await StartAsync();

        for (var token = 1; token <= 500; token++)
        {
            var group = Some.Group(_queue, point, token, 3);
            (group.Settlement, group.Token) = (told, token);
            await _queue.WriteAsync(group, default);
        }

        await intake.StopAsync(default);
        Assert.Equal(Enumerable.Range(1, 500).Select(token => (long)token), told.Tokens);
        Assert.Equal(1500, told.Accepted);
        Assert.True(told.DurableWhenTold);
    }

    [Fact]
    public async Task A_loss_is_kept_behind_the_samples_with_the_aliases_of_its_points()
    {
        var registry = _store.Points.Registry;
        var (first, second) = (registry.Add(Some.Point("a")), registry.Add(Some.Point("b")));
        using var intake = await StartAsync();

        var group = Some.Group(_queue, second, 0, 1);
        group.Gaps.Add(new Gap([(uint)second, (uint)first], Some.Ticks, Some.Ticks + 1, 0, GapReason.SourceOverflow, "press-01"));
        await _queue.WriteAsync(group, default);
        await intake.StopAsync(default);

        var decoder = new RecordDecoder();
        using var reader = _store.Process.OpenReader(2);
        Assert.True(reader.TryRead(out var entry));
        Assert.True(decoder.TryDecode(entry.Record.Span, registry, out _));
        Assert.Equal(GapReason.SourceOverflow, decoder.Gap!.Reason);
        Assert.Equal(["b", "a"], decoder.Gap.Points.Select(alias => registry.Declaration(alias)!.Description.Path));
    }

    [Fact]
    public async Task A_value_too_large_to_keep_costs_itself_and_is_announced()
    {
        var registry = _store.Points.Registry;
        var point = registry.Add(Some.Point("picture"));
        var told = new Told(_store);
        using var intake = await StartAsync();

        var group = _queue.Rent();
        group.Add(new Sample(point, Value.Of(new byte[2 << 20]), 0, Some.Ticks, Some.Ticks));
        group.Add(new Sample(point, Value.Of(new byte[10]), 0, Some.Ticks + 1, Some.Ticks + 1));
        group.Settlement = told;
        await _queue.WriteAsync(group, default);
        await intake.StopAsync(default);

        Assert.Equal(10, Assert.Single(ReadAll()).Value.AsBytes()!.Length);
        Assert.Equal((1, 1), (told.Accepted, told.Dropped));
    }

    [Fact]
    public async Task Aliases_mean_the_same_after_a_restart()
    {
        var before = _store.Points.Registry;
        using (var intake = await StartAsync())
        {
            foreach (var path in Enumerable.Range(0, 3000).Select(index => $"machine/a-rather-long-folder-name/point-{index}"))
            {
                await _queue.WriteAsync(Some.Group(_queue, before.Add(Some.Point(path)), 0, 1), default);
            }

            await intake.StopAsync(default);
        }

        var told = before.DeclarationsFrom(1).ToArray();
        await _store.DisposeAsync();
        _store = await Some.StoreAsync(_folder.Path);

        Assert.Equal(told, _store.Points.Registry.DeclarationsFrom(1));
        Assert.Equal(3000, _store.Points.DurableCount);
        Assert.Equal(3000, ReadAll().Count);
    }

    [Fact]
    public async Task A_buffer_without_its_point_table_is_set_aside_and_a_new_epoch_begins()
    {
        var epoch = _store.Process.Epoch;
        using (var intake = await StartAsync())
        {
            await _queue.WriteAsync(Some.Group(_queue, _store.Points.Registry.Add(Some.Point("a")), 0, 1), default);
            await intake.StopAsync(default);
        }

        await _store.DisposeAsync();
        Directory.Delete(Path.Combine(_folder.Path, "buffer", "points"), recursive: true);
        Directory.Delete(Path.Combine(_folder.Path, "buffer", "points-copy"), recursive: true);
        _store = await Some.StoreAsync(_folder.Path);

        Assert.NotEqual(epoch, _store.Process.Epoch);
        Assert.Equal(1, _store.Process.NextSequence);
        Assert.Single(Directory.GetDirectories(Path.Combine(_folder.Path, "buffer"), "process-*"));
    }

    private async Task<IntakeService> StartAsync()
    {
        var intake = new IntakeService(_queue, _store, NullLogger<IntakeService>.Instance);
        await intake.StartAsync(default);
        return intake;
    }

    private List<DecodedRow> ReadAll()
    {
        List<DecodedRow> all = [];
        var decoder = new RecordDecoder();
        using var reader = _store.Process.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            Assert.True(decoder.TryDecode(entry.Record.Span, _store.Points.Registry, out var fault), fault.ToString());
            all.AddRange(decoder.Rows);
        }

        return all;
    }

    private sealed class Told(GatewayStore store) : ISettlement
    {
        public List<long> Tokens { get; } = [];

        public int Accepted { get; private set; }

        public int Dropped { get; private set; }

        public bool DurableWhenTold { get; private set; } = true;

        public void Settled(long token, int accepted, int dropped)
        {
            Tokens.Add(token);
            Accepted += accepted;
            Dropped += dropped;
            DurableWhenTold &= DurableSamples() >= Accepted;
        }

        private int DurableSamples()
        {
            var count = 0;
            using var reader = store.Process.OpenReader(1);
            while (reader.TryRead(out var entry))
            {
                count += entry.SampleCount;
            }

            return count;
        }
    }
}
