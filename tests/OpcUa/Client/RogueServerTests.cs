using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>Servers that answer with nonsense or without end: the client comes to an end, with a clear status.</summary>
public sealed class RogueServerTests
{
    private static readonly NodeId Folder = new(85);

    [Fact]
    public async Task A_continuation_point_that_comes_again_with_the_same_page_ends_the_browse()
    {
        var pages = 0;

        var browsed = await BrowseAsync(_ => Page([1], "same", pages++));

        Assert.Equal(StatusCode.BadTooManyMatches, browsed.Status);
        Assert.InRange(pages, 1, 5);
    }

    [Fact]
    public async Task Pages_that_bring_nothing_end_the_browse()
    {
        var pages = 0;

        var browsed = await BrowseAsync(_ => new BrowseResult { ContinuationPoint = [(byte)pages++] });

        Assert.Equal(StatusCode.BadTooManyMatches, browsed.Status);
        Assert.InRange(pages, 1, 5);
    }

    [Fact]
    public async Task A_folder_without_end_is_left_after_its_limit_of_pages()
    {
        var pages = 0;

        var browsed = await BrowseAsync(_ => Page(BitConverter.GetBytes(pages), "another", ++pages), new BrowseOptions { MaxPages = 50 });

        Assert.Equal(StatusCode.BadTooManyMatches, browsed.Status);
        Assert.Equal(50, browsed.References.Count);
    }

    [Fact]
    public async Task All_pages_of_an_honest_folder_are_read()
    {
        var left = 9;

        var browsed = await BrowseAsync(_ => Page(--left > 0 ? [7] : null, "child", left));

        Assert.Equal(StatusCode.Good, browsed.Status);
        Assert.Equal(9, browsed.References.Count);
    }

    [Fact]
    public async Task More_or_fewer_results_than_operations_are_refused()
    {
        var channel = new ScriptedChannel();
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());
        channel.Script = request => request is ReadRequest ? new ReadResponse() : null;

        var refusal = await Assert.ThrowsAsync<UaException>(() => session.ReadAsync([Folder], TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadUnknownResponse, refusal.Status);
    }

    [Fact]
    public async Task A_server_without_a_namespace_array_is_refused()
    {
        var channel = new ScriptedChannel
        {
            Script = request => request is ReadRequest read ? new ReadResponse { Results = new DataValue[read.NodesToRead.Length] } : null,
        };

        var refusal = await Assert.ThrowsAsync<UaException>(() => ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider()));

        Assert.Equal(StatusCode.BadUnknownResponse, refusal.Status);
        Assert.True(channel.Ended.IsCompleted);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(1e300)]
    [InlineData(double.NegativeInfinity)]
    public async Task Mad_revised_times_do_not_stop_the_client(double milliseconds)
    {
        var channel = new ScriptedChannel
        {
            Script = request => request switch
            {
                CreateSessionRequest => new CreateSessionResponse { RevisedSessionTimeout = milliseconds },
                CreateSubscriptionRequest => new CreateSubscriptionResponse
                {
                    SubscriptionId = 1,
                    RevisedPublishingInterval = milliseconds,
                    RevisedMaxKeepAliveCount = uint.MaxValue,
                },
                CreateMonitoredItemsRequest => new CreateMonitoredItemsResponse
                {
                    Results = [new MonitoredItemCreateResult(StatusCode.Good, 1, milliseconds, uint.MaxValue)],
                },
                _ => null,
            },
        };
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions(), new Notes(), TestContext.Current.CancellationToken);

        var results = await subscription.CreateItemsAsync([new ItemRequest(1, Folder)], TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.Good, results[0].Status);
        Assert.False(session.Lost.IsCompleted);
    }

    [Fact]
    public async Task An_unknown_namespace_costs_only_its_item_and_a_request_that_is_too_large_is_halved()
    {
        var sizes = new List<int>();
        var channel = new ScriptedChannel();
        channel.Script = request =>
        {
            if (request is not CreateMonitoredItemsRequest items)
            {
                return null;
            }

            sizes.Add(items.ItemsToCreate.Length);
            return items.ItemsToCreate.Length > 2
                ? new ServiceFault { Header = new ResponseHeader { ServiceResult = StatusCode.BadTooManyOperations } }
                : null;
        };
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions(), new Notes(), TestContext.Current.CancellationToken);
        ItemRequest[] items =
        [
            .. Enumerable.Range(0, 5).Select(i => new ItemRequest((uint)i, ExpandedNodeId.Parse(i == 3 ? "nsu=urn:nobody;i=1" : "nsu=urn:scripted;i=1"))),
        ];

        var results = await subscription.CreateItemsAsync(items, TestContext.Current.CancellationToken);

        Assert.Equal([4, 2, 2], sizes);
        Assert.Equal(items, results.Select(result => result.Item));
        Assert.Equal([3], results.Index().Where(each => each.Item.Status == StatusCode.BadNodeIdUnknown).Select(each => each.Index));
    }

    private static BrowseResult Page(byte[]? point, string name, int number) => new()
    {
        ContinuationPoint = point,
        References = [new ReferenceDescription { BrowseName = new QualifiedName(0, name == "same" ? name : $"{name}{number}") }],
    };

    private static async Task<BrowsedNode> BrowseAsync(Func<ServiceRequest, BrowseResult> page, BrowseOptions? options = null)
    {
        var channel = new ScriptedChannel();
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());
        channel.Script = request => request switch
        {
            BrowseRequest => new BrowseResponse { Results = [page(request)] },
            BrowseNextRequest { ReleaseContinuationPoints: true } => new BrowseNextResponse(),
            BrowseNextRequest => new BrowseNextResponse { Results = [page(request)] },
            _ => null,
        };
        return (await session.BrowseAsync([Folder], options, TestContext.Current.CancellationToken))[0];
    }
}
