using System.Text.Json;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>Nodes of a node-opcua server that come, go and move to another namespace index, as the platform's readers see them.</summary>
public sealed class ModelChangeTests
{
    private const int Patience = 180_000;
    private const uint BadNodeIdInvalid = 0x80330000;
    private const string Source = "changing";

    [Fact(Timeout = Patience)]
    public async Task A_node_that_is_added_appears_and_one_that_is_removed_turns_Bad_once()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await StartAsync("browse: { start: \"nsu=urn:industrial-gateway:interop;s=Changing\" }\nrebrowse: 0s", cancelled);
        var tail = await line.TailAsync(cancelled);

        await line.Machine.AddAsync("first", 1.5, cancelled);
        await tail.UntilAsync(sample => Is(sample, "first") && Tail.Is(sample, 1.5), cancelled);
        await line.Machine.RemoveAsync("first", cancelled);
        await tail.UntilAsync(sample => Is(sample, "first") && Tail.StatusOf(sample) == BadNodeIdInvalid, cancelled);

        // What the others say goes on meanwhile, each once.
        await line.Machine.SetAsync("Counter", from: 1, count: 500, cancelled);
        await tail.UntilAsync(sample => Tail.Is(sample, 500), cancelled);
        List<JsonElement> first = [];
        await foreach (var sample in line.SamplesAsync(Line.Point("first", Source), cancelled))
        {
            first.Add(sample);
        }

        Assert.Equal([0u, BadNodeIdInvalid], first.Select(Tail.StatusOf));
        Assert.Equal(Enumerable.Range(0, 501).Select(value => (long)value), await line.HistoryAsync("Counter", cancelled));
    }

    [Fact(Timeout = Patience)]
    public async Task A_machine_that_numbers_its_namespaces_otherwise_after_a_restart_goes_on_under_the_same_points()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await StartAsync("browse: { start: \"nsu=urn:industrial-gateway:interop;s=Machine\", include: [Ordered, \"Scalar/*\"] }", cancelled);
        var tail = await line.TailAsync(cancelled);
        await line.Machine.SetAsync("Ordered", from: 1, count: 100, cancelled);
        await tail.UntilAsync(sample => Is(sample, "Ordered") && Tail.Is(sample, 100), cancelled);
        var before = await PointsAsync(line, cancelled);

        await line.Machine.PullPlugAsync();
        await line.Machine.SwitchOnAsync(cancelled, otherNamespaces: 3);
        await tail.UntilAsync(sample => Is(sample, "Ordered") && Tail.Is(sample, 0), cancelled);
        await line.Machine.SetAsync("Ordered", from: 101, count: 100, cancelled);
        var after = await tail.UntilAsync(sample => Is(sample, "Ordered") && Tail.Is(sample, 200), cancelled);

        var history = new List<JsonElement>();
        await foreach (var sample in line.SamplesAsync(Line.Point("Ordered", Source), cancelled))
        {
            history.Add(sample);
        }

        Assert.Equal(Enumerable.Range(101, 100), after.Where(sample => Is(sample, "Ordered") && Tail.IsGood(sample)).Select(IntegerOf));
        Assert.Equal(
            [.. Enumerable.Range(0, 101), 0, .. Enumerable.Range(101, 100)],
            history.Where(sample => !sample.TryGetProperty("event", out _) && Tail.IsGood(sample)).Select(IntegerOf));
        Assert.Equal(before, await PointsAsync(line, cancelled));
    }

    private static int IntegerOf(JsonElement sample) => sample.GetProperty("value").GetInt32();

    /// <summary>The names of all points of machines that the platform knows.</summary>
    private static async Task<List<string>> PointsAsync(Line line, CancellationToken cancellationToken)
    {
        List<string> names = [];
        await foreach (var point in line.Igw("points").ReadAllLinesAsync(cancellationToken))
        {
            using var json = JsonDocument.Parse(point);
            names.Add(json.RootElement.GetProperty("name").GetString()!); // each has one
        }

        names.RemoveAll(name => name.StartsWith(Line.OwnPoint(""), StringComparison.Ordinal));
        return names;
    }

    private static bool Is(JsonElement sample, string name) => sample.GetProperty("point").GetString() == Line.Point(name, Source);

    private static Task<Line> StartAsync(string settings, CancellationToken cancellationToken) => Line.StartAsync(cancellationToken, machine => $"""
        - name: {Source}
          endpoint: {machine.Endpoint.OriginalString}
          user: {NodeMachine.UserName}
          password: {NodeMachine.Password}
          publishingInterval: 50ms
          samplingInterval: 0s
          queueSize: 5000
          {settings.Replace("\n", "\n  ", StringComparison.Ordinal)}
        """);
}
