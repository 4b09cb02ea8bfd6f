using CsCheck;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.Recovery;

public sealed class SessionRecoveryTests
{
    private static readonly ItemRequest Item = new(1, ExpandedNodeId.Parse("nsu=urn:scripted;s=one"));

    private enum Fate
    {
        Arrives,
        ArrivesTwice,
        IsLostOnTheWay,
        IsLostForGood,
        IsFollowedByAKeepAlive,
        IsLostWithTheLine,
        IsLostWithTheSession,
    }

    [Fact]
    public Task Over_cut_lines_and_lost_sessions_every_message_is_delivered_once_in_order_or_announced_as_lost() =>
        Gen.Select(
            Gen.OneOf(Gen.Const(1u), Gen.UInt[uint.MaxValue - 10, uint.MaxValue]),
            Gen.Enum<Fate>().List[0, 25]).SampleAsync(
                async (first, fates) =>
                {
                    await using var client = new RecoveringClient(new ModelServer());
                    await client.LiveAsync();
                    var subscription = await client.SubscribeAsync(Item);
                    var id = subscription.Id;
                    client.Server.BeginAt(id, first);
                    subscription.Live!.Sequence.SkipTo(first); // it has just been attached
                    List<string> expected = [];
                    foreach (var fate in fates)
                    {
                        expected.Add(await HappenAsync(client, id, fate));
                    }

                    await client.Server.KeepAliveAsync(id);
                    foreach (var line in expected)
                    {
                        Assert.Equal(line, await client.Notes.NextAsync());
                    }

                    return client.Notes.Taken().Count == 0;
                },
                iter: 100);

    [Fact]
    public async Task After_a_cut_what_was_missed_comes_without_waiting_for_the_next_message()
    {
        await using var client = await ClientAsync();
        var subscription = await client.SubscribeAsync(Item);
        client.Server.Lose(subscription.Id, isKept: true);
        client.Server.Lose(subscription.Id, isKept: true);
        client.Server.Services();

        client.Server.Cut();

        Assert.Equal(["1: 1", "2: 2"], [await client.Notes.NextAsync(), await client.Notes.NextAsync()]);
        Assert.False((await client.LiveAsync()).IsNewSession);
        Assert.Equal(["ActivateSession", "Republish", "Republish", "Republish"], client.Server.Services());
    }

    [Fact]
    public async Task A_session_that_is_refused_is_closed_before_its_successor_takes_over_the_subscriptions()
    {
        await using var client = await ClientAsync();
        var subscription = await client.SubscribeAsync(Item);
        client.Server.Lose(subscription.Id, isKept: true);
        var refused = false;
        client.Server.Script = request => request is ActivateSessionRequest && !refused && (refused = true)
            ? ModelServer.Fault(StatusCode.BadIdentityTokenInvalid)
            : null;
        client.Server.Services();

        client.Server.Cut();

        Assert.Equal("1: 1", await client.Notes.NextAsync());
        Assert.True((await client.LiveAsync()).IsNewSession);
        Assert.Equal(
            ["ActivateSession", "CloseSession", "CreateSession", "ActivateSession", "TransferSubscriptions", "Republish"],
            client.Server.Services());
        Assert.Equal(1, client.Server.SessionCount);
    }

    [Fact]
    public async Task What_was_delivered_before_a_transfer_can_be_acknowledged_after_it()
    {
        await using var client = await ClientAsync();
        var subscription = await client.SubscribeAsync(Item);
        await client.Server.SendAsync(subscription.Id);
        Assert.Equal("1: 1", await client.Notes.NextAsync());
        var life = subscription.Live!.Life; // it is attached

        client.Server.ForgetSessions();
        client.Server.Cut();
        await client.LiveAsync();

        subscription.Acknowledge(new NotificationToken(life, 77));
        List<SubscriptionAcknowledgement> waiting = [];
        subscription.Live.TakeAcknowledgements(waiting, 1000);
        Assert.Contains(new SubscriptionAcknowledgement(subscription.Id, 77), waiting);
    }

    [Fact]
    public async Task A_server_that_was_started_anew_is_not_asked_for_numbers_that_are_now_anothers()
    {
        await using var client = await ClientAsync();
        var first = await client.SubscribeAsync(Item);
        var second = await client.SubscribeAsync(Item with { ClientHandle = 2 });
        var (old, next) = (first.Id, second.Id);
        client.Server.Services();

        client.Server.Restart(nextSubscription: old);

        Assert.True((await client.LiveAsync()).IsNewSession);
        Assert.Equal(["renewed Good", "renewed Good"], [await client.Notes.NextAsync(), await client.Notes.NextAsync()]);
        Assert.DoesNotContain("TransferSubscriptions", client.Server.Services());
        Assert.Equal((old, next), (first.Id, second.Id));
        await client.Server.SendAsync(second.Id);
        Assert.Equal("1: 1", await client.Notes.NextAsync());
    }

    [Fact]
    public async Task A_server_that_does_not_transfer_is_not_left_with_subscriptions_that_nobody_wants()
    {
        await using var client = await ClientAsync();
        await client.SubscribeAsync(Item);
        List<bool> deleted = [];
        var refusals = 0;
        client.Server.Script = request =>
        {
            deleted.AddRange(request is CloseSessionRequest close ? [close.DeleteSubscriptions] : []);
            return request switch
            {
                TransferSubscriptionsRequest => ModelServer.Fault(StatusCode.BadServiceUnsupported),
                ActivateSessionRequest when refusals++ % 2 == 0 => ModelServer.Fault(StatusCode.BadIdentityTokenInvalid),
                _ => null,
            };
        };

        for (var round = 0; round < 2; round++)
        {
            client.Server.Cut();
            await client.LiveAsync();
            Assert.Equal("renewed Good", await client.Notes.NextAsync());
        }

        Assert.Equal([false, true], deleted);
    }

    [Fact]
    public async Task Namespaces_that_a_restart_has_moved_are_reported_and_the_items_are_found_in_their_new_places()
    {
        await using var client = await ClientAsync();
        await client.SubscribeAsync(Item);
        List<NodeId> created = [];
        client.Server.Script = request =>
        {
            created.AddRange(request is CreateMonitoredItemsRequest items ? items.ItemsToCreate.Select(item => item.ItemToMonitor.NodeId) : []);
            return null;
        };
        client.Server.Namespaces = ["http://opcfoundation.org/UA/", "urn:new", "urn:scripted"];

        client.Server.Restart(nextSubscription: 1);

        Assert.True((await client.LiveAsync()).AreNamespacesMoved);
        Assert.Equal("renewed Good", await client.Notes.NextAsync());
        Assert.Equal([new NodeId("one", 2)], created);

        client.Server.Restart(nextSubscription: 1);
        Assert.False((await client.LiveAsync()).AreNamespacesMoved);
    }

    [Fact]
    public async Task One_unknown_node_among_ten_thousand_costs_only_itself_when_all_are_made_anew()
    {
        await using var client = await ClientAsync();
        await client.SubscribeAsync([.. Enumerable.Range(0, 10_000).Select(i => Item with { ClientHandle = (uint)i })]);
        client.Server.Script = request => request is CreateMonitoredItemsRequest items && items.ItemsToCreate.Any(item => item.ClientHandle == 7_654)
            ? items.ItemsToCreate.Length > 1
                ? ModelServer.Fault(StatusCode.BadUnexpectedError)
                : new CreateMonitoredItemsResponse { Results = [new MonitoredItemCreateResult(StatusCode.BadNodeIdUnknown, 0, 0, 0)] }
            : null;

        client.Server.Restart(nextSubscription: 5);

        await client.LiveAsync();
        var outcomes = (await client.Notes.NextAsync()).Split(' ').Skip(1).ToList();
        Assert.Equal(10_000, outcomes.Count);
        Assert.Equal([7_654], outcomes.Index().Where(outcome => outcome.Item != "Good").Select(outcome => outcome.Index));
    }

    [Fact]
    public async Task A_line_that_breaks_while_items_are_made_leaves_none_out()
    {
        await using var client = await ClientAsync();
        var subscription = await client.SubscribeAsync();
        var cuts = 0;
        client.Server.Script = request =>
        {
            if (request is not CreateMonitoredItemsRequest || cuts++ > 0)
            {
                return null;
            }

            client.Server.Cut();
            return ModelServer.Fault(StatusCode.BadConnectionClosed);
        };

        await Assert.ThrowsAsync<UaException>(() => subscription.CreateItemsAsync([Item], TestContext.Current.CancellationToken));

        Assert.Equal("renewed Good", await client.Notes.NextAsync());
        Assert.Equal(2, cuts);
    }

    [Fact]
    public async Task A_subscription_that_the_server_refuses_does_not_keep_the_others_from_living()
    {
        await using var client = await ClientAsync();
        await client.SubscribeAsync(Item);
        await client.SubscribeAsync(Item);
        var creations = 0;
        client.Server.Script = request => request is CreateSubscriptionRequest && creations++ < 3
            ? ModelServer.Fault(StatusCode.BadTooManySubscriptions)
            : null;

        client.Server.Restart(nextSubscription: 1);

        await client.LiveAsync();
        Assert.Equal(["renewed Good", "renewed Good"], [await client.Notes.NextAsync(), await client.Notes.NextAsync()]);
        Assert.Equal(2, client.Server.Connections);
    }

    [Fact]
    public async Task However_often_the_line_breaks_the_server_has_one_session()
    {
        await using var client = await ClientAsync();
        await client.SubscribeAsync(Item);
        client.Server.Script = request => request is ActivateSessionRequest && client.Server.Connections % 3 == 0
            ? ModelServer.Fault(StatusCode.BadIdentityTokenInvalid)
            : null;

        for (var round = 0; round < 30; round++)
        {
            client.Server.Cut();
            await client.LiveAsync();
            Assert.Equal(1, client.Server.SessionCount);
        }
    }

    private static async Task<RecoveringClient> ClientAsync()
    {
        var client = new RecoveringClient(new ModelServer());
        await client.LiveAsync();
        return client;
    }

    private static async Task<string> HappenAsync(RecoveringClient client, uint id, Fate fate)
    {
        switch (fate)
        {
            case Fate.Arrives:
                return Delivered(await client.Server.SendAsync(id));
            case Fate.ArrivesTwice:
                var number = await client.Server.SendAsync(id);
                await client.Server.RepeatAsync(id, number);
                return Delivered(number);
            case Fate.IsLostOnTheWay:
                return Delivered(client.Server.Lose(id, isKept: true));
            case Fate.IsLostForGood:
                return $"{client.Server.Lose(id, isKept: false)}: lost";
            case Fate.IsFollowedByAKeepAlive:
                number = await client.Server.SendAsync(id);
                await client.Server.KeepAliveAsync(id);
                return Delivered(number);
            default:
                number = client.Server.Lose(id, isKept: true);
                if (fate == Fate.IsLostWithTheSession)
                {
                    client.Server.ForgetSessions();
                }

                client.Server.Cut();
                await client.LiveAsync();
                return Delivered(number);
        }
    }

    private static string Delivered(uint number) => $"{number}: {number}";
}
