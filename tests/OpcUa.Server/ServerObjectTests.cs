using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests;

public sealed class ServerObjectTests
{
    [Fact]
    public async Task Every_limit_that_the_server_keeps_is_published()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with
        {
            MaxSessions = 7,
            Limits = new ServerLimits
            {
                MaxNodesPerRead = 101,
                MaxNodesPerWrite = 102,
                MaxNodesPerMethodCall = 103,
                MaxNodesPerBrowse = 104,
                MaxNodesPerRegister = 105,
                MaxNodesPerTranslate = 106,
                MaxMonitoredItemsPerCall = 107,
                MaxNodesPerHistoryRead = 108,
                MaxMonitoredItems = 200,
                MaxSubscriptions = 20,
                MaxQueueSize = 109,
                MaxContinuationPoints = 3,
                MaxValuesPerHistoryRead = 110,
            },
        };
        await running.StartAsync();

        var values = await ReadAsync(
            running, 11705, 11707, 11709, 11710, 11711, 11712, 11714, 12165, 12166, 24095, 24096, 24097, 24098, 24104, 31916, 2735, 2737, 11273);

        Assert.Equal(
            [101, 102, 103, 104, 105, 106, 107, 108, 108, 7, 140, 1400, 20, 200, 109, 3, 3, 110],
            values.Select(each => each.Value.AsUInt64()));
    }

    [Fact]
    public async Task What_all_sessions_may_have_together_is_published_without_overflow()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { MaxSessions = 50, Limits = new ServerLimits { MaxMonitoredItems = int.MaxValue } };
        await running.StartAsync();

        Assert.Equal(uint.MaxValue, (await ReadAsync(running, 24097))[0].Value.AsUInt32());
    }

    [Fact]
    public async Task A_redundant_server_names_its_set_and_how_well_it_serves_now()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { RedundantServers = ["urn:plant:a", "urn:plant:b"], Redundancy = RedundancyMode.Hot };
        await running.StartAsync();
        Assert.Equal(255, running.Server.ServiceLevel);

        running.Server.ServiceLevel = 100;
        var values = await ReadAsync(running, 3709, 11314, 2267);

        Assert.Equal(3, values[0].Value.AsInt64());
        Assert.Equal(running.Options.RedundantServers, (string[])values[1].Value.Reference!);
        Assert.Equal(100ul, values[2].Value.AsUInt64());
    }

    [Fact]
    public async Task Who_monitors_how_well_the_server_serves_is_told_when_it_changes()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var subscription = await session.SubscribeAsync();
        var items = await session.SendAsync<CreateMonitoredItemsResponse>(new CreateMonitoredItemsRequest
        {
            SubscriptionId = subscription,
            ItemsToCreate = [new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(new NodeId(2267)), ClientHandle = 8, QueueSize = 10 }],
        });
        Assert.Equal(StatusCode.Good, items.Results[0].Status);

        running.Server.ServiceLevel = 100;
        List<byte> told = [];
        while (told.Count < 2)
        {
            var changes = (await session.PublishAsync()).Notification.Data.OfType<DataChangeNotification>().SelectMany(data => data.Items.ToArray());
            told.AddRange(changes.Where(item => item.ClientHandle == 8).Select(item => (byte)item.Value.Value.AsUInt64()));
        }

        Assert.Equal([255, 100], told);
    }

    [Fact]
    public async Task Nothing_is_promised_that_is_not_there()
    {
        await using var running = await new RunningServer().StartAsync();

        var values = await ReadAsync(running, 2994, 2294, 11242, 11196, 11199, 11193);

        Assert.Equal([false, false, false, false, false, true], values.Select(each => each.Value.AsBoolean()));
    }

    private static async Task<DataValue[]> ReadAsync(RunningServer running, params uint[] nodes)
    {
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var response = await session.SendAsync<ReadResponse>(new ReadRequest { NodesToRead = [.. nodes.Select(id => new ReadValueId(new NodeId(id)))] });
        return response.Results;
    }
}
