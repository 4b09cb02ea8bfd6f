using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>A4: peers that say a byte every five seconds, or nothing, at each stage.</summary>
internal static class SlowInputs
{
    private const int MostDrips = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly byte[] Read = Wire.Encode(new ReadRequest());

    public static IEnumerable<BadInput> All =>
    [
        SlowClient("nothing at all", _ => Task.CompletedTask, _ => [], "BadTimeout"),
        SlowClient("a HEL byte by byte", _ => Task.CompletedTask, _ => Wire.Hello(), "BadTimeout"),
        SlowClient("nothing after HEL", rogue => rogue.GreetAsync(), _ => [], "closed"),
        SlowClient("an OPN byte by byte", rogue => rogue.GreetAsync(), _ => Wire.Open(), "closed", "BadTimeout"),
        SlowClient("a MSG byte by byte", rogue => rogue.OpenAsync(), rogue => rogue.Seal(Read), "closed", "BadTimeout"),
        SlowClient("a CLO byte by byte", rogue => rogue.OpenAsync(), rogue => rogue.Seal(Read, type: OpcUa.Transport.MessageType.CloseChannel), "closed", "BadTimeout"),
        SlowClient("a chunk of 60,000 bytes byte by byte", rogue => rogue.OpenAsync(), _ => [.. Chunks.Header("MSG", 60_000), .. new byte[90]], "closed", "BadTimeout"),
        SlowServer("nothing at all", _ => Task.CompletedTask, (_, _) => [], "BadTimeout"),
        SlowServer("an ACK byte by byte", async rogue => await rogue.HearAsync(), (_, _) => Wire.Acknowledge(), "BadTimeout"),
        SlowServer("nothing after ACK", rogue => rogue.GreetAsync(), (_, _) => [], "BadTimeout"),
        SlowServer("an OPN byte by byte", async rogue => { await rogue.GreetAsync(); await rogue.HearAsync(); }, (_, _) => Wire.Opened(), "BadTimeout"),
        SlowServer("a response byte by byte", OpenAsync, (rogue, id) => rogue.Seal(id, Wire.Encode(new GetEndpointsResponse())), "BadTimeout"),
        SlowServer("no response", OpenAsync, (_, _) => [], "BadTimeout"),
        new("A4", "1,000 idle connections", IdleAsync, MayTake: 1_100 * 24 * 1_024), // a pipe, a task and an ERR each
    ];

    private static async Task OpenAsync(RogueConnection rogue)
    {
        await rogue.GreetAsync();
        await rogue.OpenAsync();
        await rogue.NextAsync();
    }

    private static BadInput SlowClient(string what, Func<RogueClient, Task> stage, Func<RogueClient, byte[]> drip, params string[] expected) =>
        new("A4", $"{what}, from a client", async arena =>
        {
            var time = new FakeTimeProvider();
            await using var plant = await new Plant().StartAsync(arena.Log, time);
            await using var rogue = await RogueClient.ConnectAsync(plant.Url);
            await stage(rogue);
            var bytes = drip(rogue);
            var end = rogue.HearRestAsync();
            for (var at = 0; !end.IsCompleted; at++)
            {
                Assert.InRange(at, 0, MostDrips);
                await rogue.SayAsync(at < bytes.Length ? [bytes[at]] : []);
                time.Advance(Pause);
                await arena.ServedAsync();
            }

            Assert.Contains((await end).Status, expected);
            await using var honest = await RogueClient.ConnectAsync(plant.Url);
            await honest.LogInAsync();
        });

    private static BadInput SlowServer(string what, Func<RogueConnection, Task> stage, Func<RogueConnection, uint, byte[]> drip, string expected) =>
        new("A4", $"{what}, from a server", async arena =>
        {
            var time = new FakeTimeProvider();
            using var turn = new SemaphoreSlim(0);
            await using var address = new RogueServer(async rogue =>
            {
                await stage(rogue);
                foreach (var each in drip(rogue, 2))
                {
                    await rogue.SayAsync([each]);
                    await turn.WaitAsync(TestContext.Current.CancellationToken);
                }

                await rogue.EndAsync(halfClose: false);
            });
            await using var victim = await HonestClient.StartAsync(arena.Plant.ClientOptions(address.Url), arena.Log, time);
            var state = victim.NextStateAsync(state => !state.IsConnected);
            for (var at = 0; !state.IsCompleted; at++)
            {
                Assert.InRange(at, 0, MostDrips);
                await arena.ServedAsync();
                time.Advance(Pause);
                turn.Release();
            }

            Assert.Equal(expected, (await state).Status.ToString());
            turn.Release(10_000); // what is left of every drip
        }, MayTake: MostDrips * 64 * 1024); // the client may try anew at each

    private static async Task IdleAsync(Arena arena)
    {
        List<RogueClient> rogues = [];
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                rogues.Add(await RogueClient.ConnectAsync(arena.Plant.Url));
            }

            await arena.ServedAsync();
            var last = await rogues[^1].EndAsync();
            Assert.Equal("BadTcpServerTooBusy", last.Status);
        }
        finally
        {
            rogues.ForEach(rogue => rogue.Socket.Dispose());
        }

        await arena.RoomAsync();
    }
}
