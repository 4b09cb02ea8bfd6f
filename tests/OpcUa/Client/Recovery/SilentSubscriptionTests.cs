using CsCheck;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.Recovery;

public sealed class SilentSubscriptionTests
{
    private const int Patience = 3;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);
    private static readonly ItemRequest Item = new(1, ExpandedNodeId.Parse("nsu=urn:scripted;s=one"));

    [Fact]
    public async Task A_subscription_that_is_silent_while_another_publishes_is_made_anew_and_the_other_is_left_alone()
    {
        await using var plant = await Plant.StartAsync(2);
        var other = plant.Subscriptions[0].Id;

        await plant.PassAsync(speaking: [true, false], steps: Patience);

        Assert.Equal("renewed Good", await plant.Notes[1].NextAsync());
        Assert.Equal(other, plant.Subscriptions[0].Id);
        Assert.Equal(["DeleteSubscriptions", "CreateSubscription", "CreateMonitoredItems"], plant.Client.Server.Services().Take(3));
        Assert.Equal(1, plant.Client.Server.Connections);
    }

    [Fact]
    public async Task When_the_server_refuses_the_new_one_the_session_is_tried_again_as_a_whole()
    {
        await using var plant = await Plant.StartAsync(2);
        plant.Client.Server.Script = request => request is CreateSubscriptionRequest && plant.Client.Server.Connections == 1
            ? ModelServer.Fault(StatusCode.BadTooManySubscriptions)
            : null;

        await plant.PassAsync(speaking: [true, false], steps: Patience);
        await plant.Client.LiveAsync();

        Assert.Equal("renewed Good", await plant.Notes[1].NextAsync());
        Assert.Equal(2, plant.Client.Server.Connections);
    }

    /// <summary>Of three: the first always speaks, or the session itself would be lost.</summary>
    [Fact]
    public Task Exactly_those_are_made_anew_that_have_missed_three_keep_alives() =>
        Gen.Bool.Array[2].List[0, 20].SampleAsync(
            async steps =>
            {
                await using var plant = await Plant.StartAsync(3);
                int[] silent = [0, 0, 0];
                var renewals = 0;
                foreach (var step in steps)
                {
                    await plant.PassAsync([true, .. step], steps: 1);
                    for (var i = 1; i < silent.Length; i++)
                    {
                        silent[i] = step[i - 1] ? 1 : silent[i] + 1;
                        if (silent[i] >= Patience)
                        {
                            Assert.Equal("renewed Good", await plant.Notes[i].NextAsync());
                            renewals++;
                            silent[i] = 0;
                        }
                    }
                }

                return plant.Client.Server.Services().Count(service => service == "CreateSubscription") == renewals;
            },
            iter: 30);

    private sealed class Plant : IAsyncDisposable
    {
        public RecoveringClient Client { get; } = new(new ModelServer());

        public List<UaSubscription> Subscriptions { get; } = [];

        public List<Notes> Notes { get; } = [];

        public static async Task<Plant> StartAsync(int subscriptions)
        {
            var plant = new Plant();
            await plant.Client.LiveAsync();
            for (var i = 0; i < subscriptions; i++)
            {
                await plant.AddAsync();
            }

            plant.Client.Server.Services();
            return plant;
        }

        /// <summary>A little more than a keep-alive interval, at whose beginning some tell that they live.</summary>
        public async Task PassAsync(bool[] speaking, int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                for (var i = 0; i < speaking.Length; i++)
                {
                    if (speaking[i])
                    {
                        await Client.Server.KeepAliveAsync(Subscriptions[i].Id);
                    }
                }

                Client.Time.Advance(KeepAlive + TimeSpan.FromSeconds(0.3));
            }
        }

        public ValueTask DisposeAsync() => Client.DisposeAsync();

        private async Task AddAsync()
        {
            var (notes, options) = (new Notes(), new UaSubscriptionOptions { KeepAliveInterval = KeepAlive });
            var subscription = new UaSubscription(options, notes, Client.Time);
            Client.Subscriptions.Add(subscription);
            await subscription.EnsureAttachedAsync(Client.Session, TestContext.Current.CancellationToken);
            await subscription.CreateItemsAsync([Item], TestContext.Current.CancellationToken);
            Subscriptions.Add(subscription);
            Notes.Add(notes);
        }
    }
}
