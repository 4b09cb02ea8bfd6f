using System.Text.Json;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>Events of a node-opcua server as the platform's readers get them.</summary>
public sealed class EventTests
{
    private const int Patience = 180_000;
    private const int Count = 200;

    private static readonly string Events = Line.Point("Events", "told");

    [Fact(Timeout = Patience)]
    public async Task Each_event_of_a_machine_is_one_structure_in_the_order_of_telling_live_and_in_history()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await Line.StartAsync(cancelled, machine => $$"""
            - name: told
              endpoint: {{machine.Endpoint.OriginalString}}
              user: {{NodeMachine.UserName}}
              password: {{NodeMachine.Password}}
              publishingInterval: 50ms
              events: { types: ["nsu={{NodeMachine.NamespaceUri}};s=PartMadeEventType"] }
            """);
        var tail = await line.TailAsync(cancelled);

        // Many of them happen within the same millisecond, which is as fine as this machine's clock is.
        await line.Machine.TellAsync("Part", from: 1, Count, cancelled);
        List<JsonElement> live = [];
        while (live.Count < Count)
        {
            var sample = await tail.NextAsync(cancelled);
            if (sample.GetProperty("point").GetString() == Events)
            {
                live.Add(sample);
            }
        }

        await line.KillPlatformAsync();
        await line.StartPlatformAsync(cancelled);
        List<JsonElement> stored = [];
        while (stored.Count < Count)
        {
            // What was shown and not yet committed comes again from the gateway.
            stored = await line.SamplesAsync(Events, cancelled).ToListAsync(cancelled);
        }

        Assert.Equal(Enumerable.Range(1, Count), live.Select(NumberOf));
        Assert.Equal(Enumerable.Range(1, Count), stored.Select(NumberOf));
        Assert.All(stored, AssertTold);
    }

    private static int NumberOf(JsonElement sample)
    {
        var value = sample.GetProperty("value");
        Assert.True(value.ValueKind == JsonValueKind.Object, $"This is no event: {sample}");
        return value.GetProperty("Severity").GetInt32();
    }

    private static void AssertTold(JsonElement sample)
    {
        var happened = sample.GetProperty("value");
        Assert.Equal("ExtensionObject", sample.GetProperty("dataType").GetString());
        Assert.Equal("Event", happened.GetProperty("$type").GetString());
        Assert.Equal($"nsu={NodeMachine.NamespaceUri};s=PartMadeEventType", happened.GetProperty("EventType").GetString());
        Assert.Equal("Machine", happened.GetProperty("SourceName").GetString());
        Assert.Equal("zh-CN", happened.GetProperty("Message").GetProperty("locale").GetString());
        Assert.Equal($"Part {NumberOf(sample)}", happened.GetProperty("Message").GetProperty("text").GetString());
        Assert.Equal(DateTimeOffset.Parse(happened.GetProperty("Time").GetString()!, null), DateTimeOffset.Parse(sample.GetProperty("sourceTime").GetString()!, null));
    }
}
