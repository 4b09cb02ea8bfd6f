using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources.OpcUa.Filling;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class PathReuseTests
{
    private const string BrowsePlant = "browse: { start: \"nsu=urn:test:machine;s=Plant\" }";

    [Theory]
    [InlineData("")]
    [InlineData("\nheartbeat: 1h")]
    [InlineData("\nread: cyclic\ninterval: 100ms")]
    public async Task The_history_of_a_path_goes_on_when_the_machine_numbers_its_nodes_anew(string mode)
    {
        await using var machine = new Machine();
        var before = machine.Add("db1.speed", Variant.Of(1.5));
        machine.Space.AddVersion(machine.Plant);
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, BrowsePlant + mode);
        List<DecodedRow> rows = [await running.NextAsync()];

        machine.Space.Remove(before);
        var after = machine.Add("db7.speed", Variant.Of(2.5));
        rows.Add(await running.NextAsync(row => row.Status == StatusCode.BadNodeIdUnknown.Value));
        rows.Add(await running.NextAsync(row => row.Status == 0));
        after.Set(new DataValue(Variant.Of(3.5), default, Machine.TimeOf(1)));
        rows.Add(await running.NextAsync(row => row.Value != Value.Of(2.5)));

        Assert.All(rows, row => Assert.Equal("press/speed", running.PathOf(row)));
        Assert.Equal([Value.Of(2.5), Value.Of(3.5)], rows[2..].Select(row => row.Value));
        Assert.Equal("opcua:press;nsu=urn:test:machine;s=db7.speed", running.Describe(rows[^1]).SourceAddress);
    }

    /// <summary>The values tell by their first digit of which node they are.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\nread: cyclic\ninterval: 100ms")]
    public async Task Nodes_that_change_places_go_on_under_each_others_paths_and_no_value_comes_under_a_path_that_its_node_does_not_have_any_longer(string mode)
    {
        await using var machine = new Machine();
        machine.Space = SpaceOf(("a", "node1", 10), ("b", "node2", 20));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, BrowsePlant + mode);
        await running.TakeAsync(2);

        await machine.StopAsync();
        machine.Space = SpaceOf(("a", "node2", 21), ("b", "node1", 11));
        await machine.StartAsync();
        List<DecodedRow> rows = [];
        while (!(Has(rows, running, "press/a/speed", 21) && Has(rows, running, "press/b/speed", 11)))
        {
            rows.Add(await running.NextAsync());
        }

        ((VariableNode)machine.Space[Machine.Id("node1")]).Set(new DataValue(Variant.Of(12), default, Machine.TimeOf(1)));
        ((VariableNode)machine.Space[Machine.Id("node2")]).Set(new DataValue(Variant.Of(22), default, Machine.TimeOf(1)));
        while (!(Has(rows, running, "press/a/speed", 22) && Has(rows, running, "press/b/speed", 12)))
        {
            rows.Add(await running.NextAsync());
        }

        Assert.Matches("^1*X2+$", Story(rows, running, "press/a/speed"));
        Assert.Matches("^2*X1+$", Story(rows, running, "press/b/speed"));
    }

    [Fact]
    public async Task Whoever_changes_the_points_waits_for_what_is_on_its_way_under_the_points_of_before()
    {
        var time = new FakeTimeProvider();
        var queue = new IntakeQueue(capacity: 1);
        var items = new ItemTable([]);
        var losses = new LossBook(new PointRegistry(), new SourceMemory(folder: null, "press", NullLogger.Instance));
        var handler = new PointSubscription([], new StructureDecoding(time), queue, new SourceStatus(), items, new Chores(), losses, watch: null, time);
        Func<ValueTask>[] deliveries =
        [
            () => handler.OnNotificationsAsync(default, TestContext.Current.CancellationToken),
            () => handler.OnEventsAsync(default, TestContext.Current.CancellationToken),
        ];
        foreach (var deliver in deliveries)
        {
            await queue.WriteAsync(queue.Rent(), TestContext.Current.CancellationToken);
            var late = deliver();

            var cleared = items.Passage.ClearAsync();
            Assert.False(cleared.IsCompleted);
            queue.ReaderOf(DataClass.Alarm).TryRead(out _);
            await late;

            await cleared.WaitAsync(Some.Patience());
            queue.ReaderOf(DataClass.Alarm).TryRead(out _);
        }
    }

    [Fact]
    public void Who_comes_after_a_change_does_not_hold_it_up()
    {
        var passage = new Passage();
        var before = passage.Enter();
        var cleared = passage.ClearAsync();
        var after = passage.Enter();

        Assert.False(cleared.IsCompleted);
        before.Dispose();

        Assert.True(cleared.IsCompleted);
        Assert.False(passage.ClearAsync().IsCompleted);
        after.Dispose();
        Assert.True(passage.ClearAsync().IsCompleted);
    }

    private static AddressSpace SpaceOf(params (string Folder, string Node, int Value)[] places)
    {
        var space = new AddressSpace(Machine.Namespace);
        var plant = space.AddFolder(space.Objects, Machine.Id("Plant"), "Plant");
        foreach (var (folder, node, value) in places)
        {
            space.AddVariable(
                space.AddFolder(plant, Machine.Id(folder), folder), Machine.Id(node), "speed", BuiltInType.Int32, new DataValue(Variant.Of(value), default, Machine.TimeOf(0)));
        }

        space.AddVersion(plant);
        return space;
    }

    /// <summary>Also under the path with a mark, so that a wrong one ends in a failure.</summary>
    private static bool Has(List<DecodedRow> rows, RunningSource running, string path, int value) =>
        rows.Any(row => running.PathOf(row).StartsWith(path, StringComparison.Ordinal) && row.Value == Value.Of(value));

    /// <summary>1 and 2 for values of the nodes, X where their path was said to be gone.</summary>
    private static string Story(IEnumerable<DecodedRow> rows, RunningSource running, string path) => string.Concat(rows
        .Where(row => running.PathOf(row) == path)
        .Select(row => row.Status switch
        {
            0 => row.Value.ToString()![..1],
            _ when row.Status == StatusCode.BadNodeIdUnknown.Value => "X",
            _ => "",
        }));
}
