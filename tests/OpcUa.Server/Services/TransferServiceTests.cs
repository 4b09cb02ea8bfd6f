using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

public sealed class TransferServiceTests
{
    [Fact]
    public async Task Another_session_of_the_same_client_takes_a_subscription_over_with_what_it_has_not_acknowledged()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.Sign);
        await using var other = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.Sign);
        var old = await TestSession.OpenAsync(running, channel, "Basic256Sha256");
        var subscription = await old.SubscribeAsync();
        var first = (await old.PublishAsync()).Notification;
        var farewell = old.PublishAsync();
        var heir = await TestSession.OpenAsync(running, other, "Basic256Sha256");

        var result = await TransferAsync(heir, subscription);

        Assert.Equal(StatusCode.Good, result.Status);
        Assert.Equal([first.SequenceNumber], result.AvailableSequenceNumbers);
        var told = Assert.IsType<StatusChangeNotification>(Assert.Single((await farewell).Notification.Data));
        Assert.Equal(StatusCode.GoodSubscriptionTransferred, told.Status);
        var again = await heir.SendAsync<RepublishResponse>(
            new RepublishRequest { SubscriptionId = subscription, RetransmitSequenceNumber = first.SequenceNumber });
        Assert.Equal(first.SequenceNumber, again.Notification.SequenceNumber);
        running.Speed.Set(new DataValue(Variant.Of(7.0)));
        Assert.Equal(7.0, await NextValueAsync(heir));
    }

    [Fact]
    public async Task A_subscription_whose_session_was_closed_without_it_waits_and_repeats_its_values_when_asked()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var old = await TestSession.OpenAsync(running, channel);
        var subscription = await old.SubscribeAsync();
        await old.PublishAsync();
        await old.SendAsync<CloseSessionResponse>(new CloseSessionRequest { DeleteSubscriptions = false });
        var heir = await TestSession.OpenAsync(running, channel);

        var result = await TransferAsync(heir, subscription, sendInitialValues: true);

        Assert.Equal(StatusCode.Good, result.Status);
        Assert.Equal(1.5, await NextValueAsync(heir));
    }

    [Fact]
    public async Task A_subscription_is_not_given_to_another_user_or_another_application()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        await using var other = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.Sign);
        var owner = await TestSession.OpenAsync(running, channel);
        var subscription = await owner.SubscribeAsync();
        var engineer = await TestSession.OpenAsync(running, channel);
        await engineer.ActivateAsync(engineer.User("engineer", "right"));
        var stranger = await TestSession.OpenAsync(running, other, "Basic256Sha256");

        Assert.Equal(StatusCode.BadUserAccessDenied, (await TransferAsync(engineer, subscription)).Status);
        Assert.Equal(StatusCode.BadUserAccessDenied, (await TransferAsync(stranger, subscription)).Status);
        Assert.Equal(StatusCode.BadNothingToDo, (await TransferAsync(owner, subscription)).Status);
        Assert.Equal(StatusCode.BadSubscriptionIdInvalid, (await TransferAsync(owner, subscription + 1)).Status);
    }

    [Fact]
    public async Task Sessions_that_close_and_leave_subscriptions_leave_no_more_than_the_limit()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { Limits = running.Options.Limits with { MaxSubscriptions = 3 } };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        List<uint> left = [];
        for (var i = 0; i < 5; i++)
        {
            var session = await TestSession.OpenAsync(running, channel);
            left.Add(await session.SubscribeAsync());
            await session.SendAsync<CloseSessionResponse>(new CloseSessionRequest { DeleteSubscriptions = false });
        }

        var heir = await TestSession.OpenAsync(running, channel);
        List<StatusCode> results = [];
        foreach (var id in left)
        {
            results.Add((await TransferAsync(heir, id)).Status);
        }

        Assert.Equal(
            [StatusCode.BadSubscriptionIdInvalid, StatusCode.BadSubscriptionIdInvalid, StatusCode.Good, StatusCode.Good, StatusCode.Good], results);
    }

    private static async Task<TransferResult> TransferAsync(TestSession session, uint subscription, bool sendInitialValues = false) =>
        Assert.Single((await session.SendAsync<TransferSubscriptionsResponse>(new TransferSubscriptionsRequest
        {
            SubscriptionIds = [subscription],
            SendInitialValues = sendInitialValues,
        })).Results);

    private static async Task<double> NextValueAsync(TestSession session)
    {
        while (true)
        {
            var message = (await session.PublishAsync()).Notification;
            if (message.Data.OfType<DataChangeNotification>().FirstOrDefault() is { } change)
            {
                return change.Items.Span[0].Value.Value.AsDouble();
            }
        }
    }
}
