using System.Text.Json.Nodes;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Visit;

/// <summary>node-opcua's client at our server.</summary>
public sealed class VisitTests(OurMachine machine, VisitorFixture visiting) : IClassFixture<VisitorFixture>
{
    private const int Patience = 60_000;

    private static JsonObject Operator => new() { ["user"] = OurMachine.UserName, ["password"] = OurMachine.Password };

    [Fact(Timeout = Patience)]
    public async Task It_reads_every_type_as_what_it_is()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);

        var read = await visitor.OrderAsync(new { read = ScalarValues.All.Select(each => $"ns=1;s={each.Name}") }, cancelled);

        Assert.Equal(ScalarValues.All.Select(each => $"{each.Type} Good"), read.AsArray().Select(each => $"{each!["type"]} {each["status"]}"));
        var values = read.AsArray().Select(each => each!["value"]!.ToJsonString()).ToArray();
        Assert.Equal(
            ["true", "-128", "255", "-32768", "65535", "-12", "4294967295", "[2147483648,0]", "[4294967295,4294967295]", "0.5", "3.141592653589793",
                "\"00123456789012345678\"", "\"2026-11-23T23:59:58.123Z\"", "\"72962B91-FA75-4AE6-8D28-B404DC7DAF63\"", "\"AP8B\"", "\"ns=1;s=a\""],
            values);
    }

    [Fact(Timeout = Patience)]
    public async Task It_browses_many_nodes_page_by_page()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);

        var count = await visitor.OrderAsync(new { browse = "ns=1;s=many" }, cancelled);

        Assert.Equal(OurMachine.ManyNodes + 1, count.GetValue<int>());
    }

    [Fact(Timeout = Patience)]
    public async Task It_is_told_of_every_change_in_order()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled, "Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        Assert.Equal("Good", (await visitor.OrderAsync(new { subscribe = (string[])["ns=1;s=counter"] }, cancelled)).GetValue<string>());
        var first = await visitor.NextAsync("value", cancelled);

        for (var value = 1; value <= 500; value++)
        {
            machine.Counter.Set(new DataValue(Variant.Of(value), default, UaDateTime.Now(TimeProvider.System)));
        }

        Assert.Equal(0, first[1]!.GetValue<int>());
        for (var value = 1; value <= 500; value++)
        {
            Assert.Equal(value, (await visitor.NextAsync("value", cancelled))[1]!.GetValue<int>());
        }
    }

    [Theory(Timeout = Patience)]
    [InlineData(true, "8 1152, 9 0, 10 0")]
    [InlineData(false, "1 0, 2 0, 10 1152")]
    public async Task It_is_told_which_values_a_full_queue_lost(bool discardOldest, string told)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);
        Assert.Equal("Good", $"{await visitor.OrderAsync(new { subscribe = (string[])["ns=1;s=queued"], queue = 3, discardOldest }, cancelled)}");
        await visitor.NextAsync("value", cancelled);
        Assert.Equal("Good", $"{await visitor.OrderAsync(new { publishing = false }, cancelled)}");

        for (var value = 1; value <= 10; value++)
        {
            machine.Queued.Set(new DataValue(Variant.Of(value)));
        }

        Assert.Equal("Good", $"{await visitor.OrderAsync(new { publishing = true }, cancelled)}");
        List<string> values = [];
        while (values.Count < 3)
        {
            var value = await visitor.NextAsync("value", cancelled);
            values.Add($"{value[1]} {value[2]}");
        }

        Assert.Equal(told, string.Join(", ", values));
    }

    [Fact(Timeout = Patience)]
    public async Task It_writes_and_is_told_what_it_may_not_write()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled, "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt, Operator);

        var written = await visitor.OrderAsync(new { write = "ns=1;s=level", type = "Double", value = 42.5 }, cancelled);
        var wrongType = await visitor.OrderAsync(new { write = "ns=1;s=level", type = "String", value = "high" }, cancelled);
        var readOnly = await visitor.OrderAsync(new { write = "ns=1;s=Double", type = "Double", value = 1 }, cancelled);

        Assert.Equal(["Good", "BadTypeMismatch", "BadNotWritable"], [$"{written}", $"{wrongType}", $"{readOnly}"]);
        Assert.Equal(42.5, machine.Level.Value.Value.AsDouble());
    }

    [Fact(Timeout = Patience)]
    public async Task It_calls_a_method()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);

        var doubled = await visitor.OrderAsync(
            new { call = (string[])["ns=1;s=folder", "ns=1;s=double"], arguments = new[] { new { type = "Double", value = 21.0 } } }, cancelled);
        var none = await visitor.OrderAsync(
            new { call = (string[])["ns=1;s=folder", "ns=1;s=double"], arguments = Array.Empty<object>() }, cancelled);

        Assert.Equal("""{"status":"Good","outputs":[42]}""", doubled.ToJsonString());
        Assert.Equal("BadArgumentsMissing", $"{none["status"]}");
    }

    [Fact(Timeout = Patience)]
    public async Task It_decodes_our_own_structures_and_names_the_numbers_of_our_enumerations()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);

        var reading = await visitor.OrderAsync(new { decode = "ns=1;s=reading" }, cancelled);
        var mode = await visitor.OrderAsync(new { read = (string[])["ns=1;s=mode"] }, cancelled);
        var texts = await visitor.OrderAsync(new { texts = "ns=1;s=mode" }, cancelled);

        Assert.Equal("""{"name":"Öl","mode":3,"where":{"x":1.5,"y":-2},"samples":[0.5,-1]}""", Plain(reading));
        Assert.Equal("""[{"type":"Int32","value":3,"status":"Good"}]""", mode.ToJsonString());
        Assert.Equal("""{"0":"Off","3":"Running"}""", texts.ToJsonString());
    }

    [Fact(Timeout = Patience)]
    public async Task It_finds_what_our_server_says_of_its_namespace()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);

        var found = await visitor.OrderAsync(
            new { translate = $"/0:Objects/0:Server/0:Namespaces/1:{OurMachine.Uri.Replace(":", "&:", StringComparison.Ordinal)}/0:NamespacePublicationDate" }, cancelled);
        var published = await visitor.OrderAsync(new { read = (string[])["ns=1;s=NamespaceMetadata.NamespacePublicationDate"] }, cancelled);

        Assert.Equal("""{"status":"Good","targets":["ns=1;s=NamespaceMetadata.NamespacePublicationDate"]}""", found.ToJsonString());
        Assert.Equal("2026-11-26T00:00:00.000Z", $"{published[0]!["value"]}");
    }

    [Fact(Timeout = Patience)]
    public async Task It_finds_a_node_by_its_path()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);

        var found = await visitor.OrderAsync(new { translate = "/0:Objects/1:folder/1:level" }, cancelled);
        var nowhere = await visitor.OrderAsync(new { translate = "/0:Objects/1:nowhere" }, cancelled);

        Assert.Equal("""{"status":"Good","targets":["ns=1;s=level"]}""", found.ToJsonString());
        Assert.Equal("BadNoMatch", $"{nowhere["status"]}");
    }

    [Fact(Timeout = Patience)]
    public async Task It_is_told_of_a_change_only_beyond_a_percent_deadband()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);
        machine.Level.Set(new DataValue(Variant.Of(100.0)));

        Assert.Equal("Good", $"{await visitor.OrderAsync(new { subscribe = (string[])["ns=1;s=level"], percent = 10 }, cancelled)}");
        Assert.Equal(100, (await visitor.NextAsync("value", cancelled))[1]!.GetValue<double>());
        foreach (var level in (double[])[110, 119, 121])
        {
            machine.Level.Set(new DataValue(Variant.Of(level)));
        }

        Assert.Equal(121, (await visitor.NextAsync("value", cancelled))[1]!.GetValue<double>());
    }

    [Fact(Timeout = Patience)]
    public async Task It_acknowledges_and_confirms_an_alarm_and_asks_for_what_is_present()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var visitor = await visiting.VisitAsync(cancelled);
        Assert.Equal("Good", $"{await visitor.OrderAsync(new { events = "i=2253" }, cancelled)}");

        machine.Alarm.Activate(800, "the level is high");
        var raised = await visitor.NextAsync("event", cancelled);
        Assert.Equal("""{"retain":true,"acked":false,"active":true}""", Short(raised));
        Assert.Equal("Good", $"{await visitor.OrderAsync(new { acknowledge = new[] { "ns=1;s=alarm", $"{raised["EventId"]}" }, comment = "seen" }, cancelled)}");
        var seen = await visitor.NextAsync("event", cancelled);
        Assert.Equal("""{"retain":true,"acked":true,"active":true}""", Short(seen));

        Assert.Equal("Good", $"{await visitor.OrderAsync(new { refresh = "all" }, cancelled)}");
        JsonNode[] refreshed = [await visitor.NextAsync("event", cancelled), await visitor.NextAsync("event", cancelled), await visitor.NextAsync("event", cancelled)];
        Assert.Single(refreshed, each => $"{each["EventType"]}" == "ns=0;i=2787"); // in any order: it takes up each message by itself
        Assert.Single(refreshed, each => $"{each["EventId"]}" == $"{seen["EventId"]}");
        Assert.Single(refreshed, each => $"{each["EventType"]}" == "ns=0;i=2788");

        Assert.Equal("Good", $"{await visitor.OrderAsync(new { confirm = new[] { "ns=1;s=alarm", $"{seen["EventId"]}" }, comment = "done" }, cancelled)}");
        await visitor.NextAsync("event", cancelled);
        machine.Alarm.Deactivate("the level is right");
        Assert.Equal("""{"retain":false,"acked":true,"active":false}""", Short(await visitor.NextAsync("event", cancelled)));
    }

    private static string Plain(JsonNode node) => node.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static string Short(JsonNode told) => new JsonObject
    {
        ["retain"] = told["Retain"]?.DeepClone(),
        ["acked"] = told["AckedState.Id"]?.DeepClone(),
        ["active"] = told["ActiveState.Id"]?.DeepClone(),
    }.ToJsonString();
}
