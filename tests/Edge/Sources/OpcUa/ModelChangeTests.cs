using CsCheck;
using IndustrialGateway.Configuration;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class ModelChangeTests
{
    private const string BrowsePlant = "browse: { start: \"nsu=urn:test:machine;s=Plant\" }";

    private static readonly int[] Intervals = [0, 10, 45, 300]; // seconds

    [Fact]
    public async Task Nodes_come_and_go_while_every_value_of_the_others_is_kept()
    {
        await using var machine = new Machine();
        var counter = machine.Add("counter", Variant.Of(0));
        var old = machine.Add("old", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, $"samplingInterval: 0s\nqueueSize: 10000\n{BrowsePlant}");
        await running.TakeAsync(2);

        List<DecodedRow> rows = [];
        var set = 0;
        VariableNode? added = null;
        bool Has(string path, uint status) => rows.Any(row => running.PathOf(row) == path && row.Status == status);
        while (!(Has("press/folder/new", 0) && Has("press/old", StatusCode.BadNodeIdUnknown.Value)))
        {
            counter.Set(new DataValue(Variant.Of(++set), default, Machine.TimeOf(set)));
            if (set == 3)
            {
                added = machine.Add("new", Variant.Of(7.5), machine.Space.AddFolder(machine.Plant, Machine.Id("folder"), "folder"));
                machine.Space.Remove(old);
            }

            do
            {
                rows.Add(await running.NextAsync());
            }
            while (running.PathOf(rows[^1]) != "press/counter" || rows[^1].Value != Value.Of(set));
        }

        added!.Set(new DataValue(Variant.Of(8.5), default, Machine.TimeOf(1)));
        rows.Add(await running.NextAsync(row => running.PathOf(row) == "press/folder/new"));

        Assert.Equal(Enumerable.Range(1, set).Select(Value.Of), rows.Where(row => running.PathOf(row) == "press/counter").Select(row => row.Value));
        Assert.Equal([Value.Of(7.5), Value.Of(8.5)], rows.Where(row => running.PathOf(row) == "press/folder/new").Select(row => row.Value));
        Assert.Single(rows, row => running.PathOf(row) == "press/old");
        Assert.Equal((2, 0), (running.Source.Status.Points, running.Source.Status.BadPoints));
        Assert.Empty(running.Gaps);
    }

    [Fact]
    public async Task A_node_that_comes_back_under_its_id_is_read_again()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, BrowsePlant);
        await running.NextAsync();

        machine.Space.Remove(speed);
        machine.Add("speed", Variant.Of(2.5));
        var gone = await running.NextAsync();
        var back = await running.NextAsync();

        Assert.Equal((StatusCode.BadNodeIdUnknown.Value, Value.Of(2.5)), (gone.Status, back.Value));
        Assert.Equal(running.PathOf(gone), running.PathOf(back));
    }

    [Fact]
    public async Task A_machine_that_tells_of_no_change_is_browsed_again_when_it_does_not_know_a_node_any_longer()
    {
        await using var machine = new Machine();
        var old = machine.Add("old", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, $"modelChanges: false\n{BrowsePlant}");
        await running.NextAsync();

        machine.Add("new", Variant.Of(7.5));
        machine.Space.Remove(old);

        Assert.Equal(StatusCode.BadNodeIdUnknown.Value, (await running.NextAsync()).Status);
        Assert.Equal(Value.Of(7.5), (await running.NextAsync()).Value);
    }

    /// <summary>node-opcua calls the id of a node that it has removed invalid, and says nothing of one that comes back under that id.</summary>
    [Fact]
    public async Task A_node_whose_id_the_machine_calls_invalid_is_gone_too_and_is_told_of_once()
    {
        await using var machine = new Machine();
        var old = machine.Add("old", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, $"modelChanges: false\n{BrowsePlant}");
        await running.NextAsync();

        machine.Add("new", Variant.Of(7.5));
        old.Set(new DataValue(Variant.Null, StatusCode.BadNodeIdInvalid, Machine.TimeOf(1)));
        machine.Space.Remove(old);

        Assert.Equal(StatusCode.BadNodeIdInvalid.Value, (await running.NextAsync()).Status);
        Assert.Equal(Value.Of(7.5), (await running.NextAsync()).Value);
    }

    [Fact]
    public void That_a_node_is_not_there_is_news_once_until_it_has_been_there_again()
    {
        var items = new ItemTable([Point(1)]);
        items.Take([new ItemResult(ItemTable.Request(1, Point(1)), StatusCode.Good, default, 1)]);

        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(_ => items.TryLose(1)));
        Assert.Equal([1u], items.Refused);
        items.Take([new ItemResult(ItemTable.Request(1, Point(1)), StatusCode.Good, default, 1)]);
        Assert.True(items.TryLose(1));
        Assert.False(items.TryLose(2));
    }

    [Fact]
    public async Task Points_that_are_read_in_cycles_come_and_go_too()
    {
        await using var machine = new Machine();
        var old = machine.Add("old", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, $"read: cyclic\ninterval: 100ms\n{BrowsePlant}");
        await running.NextAsync();

        machine.Add("new", Variant.Of(7.5));
        machine.Space.Remove(old);
        await running.NextAsync(row => running.PathOf(row) == "press/old" && row.Status == StatusCode.BadNodeIdUnknown.Value);
        await running.NextAsync(row => running.PathOf(row) == "press/new");
        await Some.EventuallyAsync(() => (running.Source.Status.Points, running.Source.Status.BadPoints) == (1, 0));

        Assert.Empty(running.Gaps);
    }

    [Fact]
    public async Task A_new_point_for_which_there_is_no_subscription_left_is_read_as_soon_as_there_is_room()
    {
        await using var machine = new Machine();
        var old = machine.Add("old", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync(limits: new ServerLimits { MaxSubscriptions = 1 });
        await using var running = await RunningSource.StartAsync(machine, $"rebrowse: 10s\nitemsPerSubscription: 2\n{BrowsePlant}");
        await running.NextAsync();

        machine.Add("new", Variant.Of(7.5));
        await Some.EventuallyAsync(() => (running.Source.Status.Points, running.Source.Status.BadPoints) == (1, 1));
        machine.Space.Remove(old);

        Assert.Equal(("press/old", StatusCode.BadNodeIdUnknown.Value), await PathAndStatusAsync(running));
        Assert.Equal(("press/new", 0u), await PathAndStatusAsync(running));
        await Some.EventuallyAsync(() => (running.Source.Status.Points, running.Source.Status.BadPoints) == (1, 0));
    }

    [Fact]
    public async Task A_machine_that_has_no_subscription_left_to_tell_of_its_changes_is_read_all_the_same()
    {
        await using var machine = new Machine();
        var speed = machine.Add("speed", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync(limits: new ServerLimits { MaxSubscriptions = 1 });
        await using var running = await RunningSource.StartAsync(machine, $"itemsPerSubscription: 1\n{BrowsePlant}");
        await running.NextAsync();

        await Some.EventuallyAsync(() => running.Source.Status.Points == 1);
        speed.Set(new DataValue(Variant.Of(2.5), default, Machine.TimeOf(1)));

        Assert.Equal(Value.Of(2.5), (await running.NextAsync()).Value);
        Assert.Single(running.Logs.GetSnapshot(), log => log.Message.Contains("does not tell when its nodes change (BadTooManySubscriptions", StringComparison.Ordinal));
        Assert.DoesNotContain(running.Logs.GetSnapshot(), log => log.Message.Contains("was interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_whose_start_is_gone_is_read_as_before_and_said_to_be_so()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        var other = machine.Space.AddVariable(machine.Space.Objects, Machine.Id("other"), "other", BuiltInType.Int32, new DataValue(Variant.Of(1)));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, $"points: [{{ node: \"nsu=urn:test:machine;s=other\" }}]\n{BrowsePlant}");
        await running.TakeAsync(2);

        machine.Space.Remove(machine.Plant);
        await running.NextAsync(row => row.Status == StatusCode.BadNodeIdUnknown.Value);
        await Some.EventuallyAsync(() => running.Logs.GetSnapshot().Any(log => log.Level == LogLevel.Warning && log.Message.Contains("could not be found again", StringComparison.Ordinal)));
        other.Set(new DataValue(Variant.Of(2)));

        Assert.Equal(Value.Of(2), (await running.NextAsync()).Value);
        Assert.Empty(running.Gaps);
    }

    [Fact]
    public async Task A_machine_that_changes_in_many_steps_is_browsed_when_it_is_quiet_but_waited_for_no_longer_than_half_a_minute()
    {
        var time = new FakeTimeProvider();
        var chores = new Chores();
        using var watch = new ModelWatch(chores, new DeclaredTypes(time), TimeSpan.Zero, time);

        watch.Hear();
        time.Advance(ModelWatch.Quiet - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Chore.None, chores.Open);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Chore.Browse, await chores.TakeAsync(TestContext.Current.CancellationToken));

        time.Advance(ModelWatch.Rest);
        var begun = time.GetUtcNow();
        while (chores.Open == Chore.None)
        {
            watch.Hear();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ModelWatch.MaxWait, time.GetUtcNow() - begun);
    }

    /// <summary>The machine says so in some of the seconds that pass; a minute after the last nothing is left to do.</summary>
    [Fact]
    public Task However_often_a_machine_changes_it_is_browsed_after_each_change_and_no_more_than_once_a_minute() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 300], Gen.Int[0, 3].Select(index => Intervals[index])).SampleAsync(async (steps, interval) =>
        {
            var time = new FakeTimeProvider();
            var chores = new Chores();
            using var watch = new ModelWatch(chores, new DeclaredTypes(time), TimeSpan.FromSeconds(interval), time);
            var rest = interval is > 0 and < 60 ? TimeSpan.FromSeconds(interval) : ModelWatch.Rest;
            DateTimeOffset? heard = null, asked = null;
            foreach (var says in steps.Select(step => step == 0).Concat(Enumerable.Repeat(false, 60)))
            {
                if (says)
                {
                    watch.Hear();
                    heard ??= time.GetUtcNow();
                }

                time.Advance(TimeSpan.FromSeconds(1));
                if (chores.Open == Chore.Browse)
                {
                    await chores.TakeAsync(TestContext.Current.CancellationToken);
                    Assert.False(time.GetUtcNow() - asked < rest);
                    (heard, asked) = (null, time.GetUtcNow());
                }

                Assert.False(time.GetUtcNow() - heard > ModelWatch.Rest);
            }

            return heard is null;
        });

    [Fact]
    public async Task Points_are_found_again_from_time_to_time_also_when_nothing_is_said()
    {
        var time = new FakeTimeProvider();
        var chores = new Chores();
        using var watch = new ModelWatch(chores, new DeclaredTypes(time), TimeSpan.FromHours(1), time);

        for (var hour = 0; hour < 3; hour++)
        {
            Assert.Equal(Chore.None, chores.Open);
            time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(Chore.Browse, await chores.TakeAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Whatever_is_found_a_number_never_means_two_points() => Gen.Select(Gen.Int[0, 8].Array[0, 10], Gen.Bool).Array[0, 20].Sample(plans =>
    {
        var items = new ItemTable([]);
        Dictionary<uint, PlannedPoint> numbers = [];
        HashSet<PlannedPoint> expected = [];
        foreach (var (names, isWhole) in plans)
        {
            PlannedPoint[] found = [.. names.Distinct().Select(Point)];
            var change = items.Change(found, isWhole);
            expected = [.. isWhole ? found : expected.Union(found)];
            foreach (var handle in change.Added)
            {
                numbers.Add(handle, items.PointOf(handle)!); // throws when it was given before
            }

            items.Take(change.Added.Select(handle => new ItemResult(new ItemRequest(handle, Point(1).Node), StatusCode.Good, default, 1)));
        }

        var present = numbers.Keys.Where(handle => items.PointOf(handle) is not null).ToArray();
        return expected.SetEquals(items.Points) && present.Length == expected.Count && items.Good == expected.Count
            && present.All(handle => items.PointOf(handle) == numbers[handle]);
    });

    [Theory]
    [InlineData("rebrowse: 1h\npoints: [{ node: \"nsu=urn:m;i=1\" }]", "3: 'rebrowse' is for what 'browse' finds, and there is no 'browse' here.")]
    [InlineData("modelChanges: false\npoints: [{ node: \"nsu=urn:m;i=1\" }]", "3: 'modelChanges' is for what 'browse' finds, and there is no 'browse' here.")]
    [InlineData("rebrowse: 1s\nbrowse: { include: [\"**\"] }", "3: 'rebrowse' must be 0s, which is never, or at least 10s.")]
    public void A_wrong_way_of_finding_points_again_is_named_with_its_line(string settings, string expected)
    {
        var errors = new ConfigurationErrors();

        OpcUaSourceOptions.Read(ConfigurationFile.Parse("test.yaml", $"name: press\nendpoint: opc.tcp://press:4840\n{settings}", errors));

        Assert.Equal([expected], errors.All.Select(error => $"{error.Line}: {error.Message}"));
    }

    private static async Task<(string Path, uint Status)> PathAndStatusAsync(RunningSource running)
    {
        var row = await running.NextAsync();
        return (running.PathOf(row), row.Status);
    }

    private static PlannedPoint Point(int name) => new(name, new ExpandedNodeId(new NodeId($"v{name}", 0), "urn:m"), "press", new ItemOptions());
}
