using System.Text.Json;
using System.Text.Json.Nodes;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Visit;

/// <summary>Node-RED with node-red-contrib-opcua, as factories use it, at our server.</summary>
public sealed class NodeRedTests(OurMachine machine)
{
    private const int Patience = 120_000;

    /// <summary>A client node loses what it is given between its connection and its session; it says when it has one.</summary>
    private const string BothAreReady =
        "if (msg.status !== 'session active') return null; const ready = (context.get('ready') ?? 0) + 1; context.set('ready', ready); return ready === 2 ? {} : null;";

    [Fact(Timeout = Patience)]
    public async Task A_flow_reads_a_value_and_is_told_of_its_changes()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["flow.json"], Flow(machine.Endpoint).ToJsonString(), cancelled);
        await using var nodeRed = LineProcess.Start(
            "node",
            [Module("node_modules/node-red/red.js"), "--settings", Module("settings.js"), "--userDir", folder.Path, folder["flow.json"]]);

        Assert.Equal("READ 1.5", await NextAsync(nodeRed, "READ ", cancelled));
        await NextAsync(nodeRed, "CHANGE 1.5", cancelled); // after the number of the subscription, which comes first
        machine.Gauge.Set(new DataValue(Variant.Of(2.25), default, UaDateTime.Now(TimeProvider.System)));
        Assert.Equal("CHANGE 2.25", await NextAsync(nodeRed, "CHANGE ", cancelled));
    }

    /// <summary>What the flow's functions say through Node-RED's log.</summary>
    private static async Task<string> NextAsync(LineProcess nodeRed, string what, CancellationToken cancellationToken)
    {
        var line = await nodeRed.ReadLineAsync(line => line.Contains($"] {what}", StringComparison.Ordinal), cancellationToken);
        return line[line.IndexOf(what, StringComparison.Ordinal)..];
    }

    private static string Module(string file) => Path.Combine(NodeMachine.Script(""), "..", "node-red", file);

    /// <summary>A node reads the gauge, then another subscribes to it; each hands what it gets to a function that says it.</summary>
    private static JsonArray Flow(Uri server) =>
    [
        Node(new { id = "flow", type = "tab", label = "" }),
        Node(new { id = "server", type = "OpcUa-Endpoint", endpoint = $"{server}", secpol = "None", secmode = "None", none = true, login = false }),
        Function("ready", BothAreReady, then: "first"),
        Item("first", then: "reader"),
        Client("reader", "read", then: "sayRead"),
        Function("sayRead", Saying("READ"), then: "second"),
        Item("second", then: "subscriber"),
        Client("subscriber", "subscribe", then: "sayChange"),
        Function("sayChange", Saying("CHANGE"), then: []),
    ];

    private static JsonNode Item(string id, string then) => Node(new
    {
        id,
        type = "OpcUa-Item",
        z = "flow",
        item = "ns=1;s=gauge",
        datatype = "Double",
        value = "",
        wires = Wires(then),
    });

    // An id that is also the value of a property would be taken for a reference.
    private static JsonNode Client(string id, string action, string then) => Node(new
    {
        id,
        type = "OpcUa-Client",
        z = "flow",
        endpoint = "server",
        action,
        time = "50",
        timeUnit = "ms",
        certificate = "n",
        securitymode = "None",
        securitypolicy = "None",
        wires = new[] { [then], ["ready"], Array.Empty<string>() },
    });

    private static string Saying(string what) => $"node.warn('{what} ' + msg.payload); return msg;";

    private static JsonNode Function(string id, string func, params string[] then) => Node(new
    {
        id,
        type = "function",
        z = "flow",
        func,
        outputs = 1,
        wires = Wires(then),
    });

    private static string[][] Wires(params string[] to) => [to];

    private static JsonNode Node(object node) => JsonSerializer.SerializeToNode(node)!; // an object never makes null
}
