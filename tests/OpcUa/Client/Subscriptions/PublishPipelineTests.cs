using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Subscriptions;

public sealed class PublishPipelineTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedChannel _channel = new();
    private readonly Notes _notes = new();
    private UaSession _session = null!; // made by InitializeAsync
    private UaSubscription _subscription = null!;

    public async ValueTask InitializeAsync()
    {
        _session = await ScriptedChannel.OpenSessionAsync(_channel, _time);
        _subscription = await _session.SubscribeAsync(new UaSubscriptionOptions(), _notes, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact]
    public async Task Several_requests_wait_at_the_server_and_each_answer_is_replaced()
    {
        var posted = await FillAsync();

        posted[0].Answer(Message(1));

        await _channel.NextPublishAsync();
        Assert.Equal("1: 1", await _notes.NextAsync());
        Assert.Equal(0, _channel.PostedCount);
    }

    [Fact]
    public async Task What_the_owner_acknowledges_travels_with_the_next_request()
    {
        var posted = await FillAsync();
        Assert.All(posted, each => Assert.Empty(each.Request.Acknowledgements));

        posted[0].Answer(Message(1));

        Assert.Equal([new SubscriptionAcknowledgement(1, 1)], (await _channel.NextPublishAsync()).Request.Acknowledgements);
    }

    [Fact]
    public async Task The_token_of_an_earlier_life_acknowledges_nothing()
    {
        var posted = await FillAsync();

        _subscription.Acknowledge(new NotificationToken(0, 9));
        posted[0].Answer(KeepAlive(1));

        Assert.Empty((await _channel.NextPublishAsync()).Request.Acknowledgements);
    }

    [Fact]
    public async Task A_slow_handler_leaves_the_server_without_requests()
    {
        var posted = await FillAsync();
        var reached = new TaskCompletionSource();
        var free = new TaskCompletionSource();
        _notes.OnMessage = async _ =>
        {
            reached.TrySetResult();
            await free.Task;
        };

        for (var i = 0; i < posted.Count; i++)
        {
            posted[i].Answer(Message((uint)i + 1));
        }

        await reached.Task;
        Assert.Equal(0, _channel.PostedCount);

        free.SetResult();

        for (var i = 0; i < posted.Count; i++)
        {
            Assert.Equal($"{i + 1}: {i + 1}", await _notes.NextAsync());
            await _channel.NextPublishAsync();
        }
    }

    [Fact]
    public async Task A_server_that_finds_the_requests_too_many_gets_fewer()
    {
        var posted = await FillAsync();

        posted[3].Fault(StatusCode.BadTooManyPublishRequests);
        posted[0].Answer(Message(1));

        Assert.Equal("1: 1", await _notes.NextAsync());
        await _channel.NextPublishAsync(); // for the answered one; none for the refused one
        posted[1].Answer(Message(2));
        Assert.Equal("2: 2", await _notes.NextAsync());
        await _channel.NextPublishAsync();
        Assert.Equal(0, _channel.PostedCount);
    }

    [Fact]
    public async Task A_subscription_that_the_server_gave_up_is_made_anew_with_its_items()
    {
        await _subscription.CreateItemsAsync([new ItemRequest(5, new NodeId(5, 1))], TestContext.Current.CancellationToken);
        var posted = await FillAsync();
        var end = new NotificationMessage { SequenceNumber = 1, Data = [new StatusChangeNotification(StatusCode.BadTimeout)] };

        posted[0].Answer(new PublishResponse { SubscriptionId = 1, Notification = end });

        Assert.Equal("renewed Good", await _notes.NextAsync());
        posted[1].Answer(Message(1));
        Assert.Equal("1: 1", await _notes.NextAsync());
    }

    [Fact]
    public async Task Three_missed_keep_alives_end_the_channel()
    {
        await FillAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(_session.Lost.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StatusCode.BadTimeout, Assert.IsType<UaException>(await _session.Lost).Status);
    }

    [Fact]
    public async Task Any_answer_to_a_publish_counts_as_life()
    {
        var posted = await FillAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        posted[0].Answer(KeepAlive(1));
        await _channel.NextPublishAsync();

        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.False(_session.Lost.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_sends_data_every_second_and_never_a_keep_alive_is_not_taken_for_dead()
    {
        var posted = new Queue<PostedPublish>(await FillAsync());
        for (var second = 1u; second <= 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            posted.Dequeue().Answer(Message(second));
            Assert.Equal($"{second}: {second}", await _notes.NextAsync());
            posted.Enqueue(await _channel.NextPublishAsync());
        }

        Assert.False(_session.Lost.IsCompleted);
    }

    [Fact]
    public async Task A_response_that_cannot_be_read_costs_its_message_and_not_the_line()
    {
        var posted = await FillAsync();

        posted[0].Completed(null, new UaException(StatusCode.BadDecodingError, "as the test says"));
        posted[1].Answer(Message(2));

        Assert.Equal(["1: lost", "2: 2"], [await _notes.NextAsync(), await _notes.NextAsync()]);
        Assert.False(_session.Lost.IsCompleted);
    }

    [Fact]
    public async Task The_session_is_lost_with_its_channel()
    {
        _channel.End(StatusCode.BadConnectionClosed);

        Assert.Equal(StatusCode.BadConnectionClosed, Assert.IsType<UaException>(await _session.Lost).Status);
    }

    [Fact]
    public async Task A_server_that_no_longer_knows_the_session_ends_it()
    {
        var posted = await FillAsync();

        posted[0].Fault(StatusCode.BadSessionIdInvalid);

        Assert.Equal(StatusCode.BadSessionIdInvalid, Assert.IsType<UaException>(await _session.Lost).Status);
    }

    private static PublishResponse Message(uint number) => new()
    {
        SubscriptionId = 1,
        Notification = new NotificationMessage
        {
            SequenceNumber = number,
            Data = [new DataChangeNotification([new MonitoredItemNotification(1, new DataValue(Variant.Of(number)))])],
        },
    };

    private static PublishResponse KeepAlive(uint next) =>
        new() { SubscriptionId = 1, Notification = new NotificationMessage { SequenceNumber = next } };

    private async Task<List<PostedPublish>> FillAsync()
    {
        List<PostedPublish> posted = [];
        while (posted.Count < 4)
        {
            posted.Add(await _channel.NextPublishAsync());
        }

        return posted;
    }
}
