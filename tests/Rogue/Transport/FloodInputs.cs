using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>A11, A13, A14: resets at every byte, connections that come and go, messages without number.</summary>
internal static class FloodInputs
{
    // A receive buffer of 64 KiB at each end, for which the pool may have no room, channel, timers, tasks, log lines.
    private const long PerConnection = 256 * 1_024;

    private const int AtOnce = 4;

    // What a server may still hold of a million messages that are over, pools and the honest client with it.
    private const long Left = 8 * 1024 * 1024;

    private static readonly byte[] Abort = [.. Chunks.Numbers(StatusCode.BadResponseTooLarge.Value, 3), .. "why"u8];

    public static IEnumerable<BadInput> All => [.. Resets(), .. Churn(), .. Messages()];

    private static IEnumerable<BadInput> Resets()
    {
        var dialogue = Dialogue();
        foreach (var part in Enumerable.Range(0, dialogue.Length).Chunk(12))
        {
            yield return new("A11", $"a reset after each of {part[0]} to {part[^1]} bytes of a dialogue", async arena =>
            {
                foreach (var length in part)
                {
                    await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
                    await rogue.SayAsync(dialogue[..length]);
                    rogue.Reset();
                    arena.Count(length);
                }

                await arena.ServedAsync();
            }, MayTake: part.Length * PerConnection);
        }

        foreach (var length in (int[])[0, 1, 7, 8, 20, 28])
        {
            yield return new("A11", $"a server that resets after {length} bytes of its dialogue", arena => arena.AttackClientAsync(async rogue =>
            {
                await rogue.HearAsync();
                await rogue.SayAsync(Wire.Acknowledge()[..length]);
                rogue.Cut();
            }, "BadConnectionClosed"));
        }

        foreach (var length in (int[])[0, 1, 8, 24, 100])
        {
            yield return new("A11", $"a server that resets after {length} bytes of its answer", arena => arena.AttackClientAsync(async rogue =>
            {
                await rogue.GreetAsync();
                await rogue.OpenAsync();
                var (id, _) = await rogue.NextAsync();
                await rogue.SayAsync(rogue.Seal(id, Wire.Encode(new GetEndpointsResponse { Endpoints = HonestAnswers.Endpoints() }))[..length]);
                rogue.Cut();
            }, "BadConnectionClosed"));
        }
    }

    private static IEnumerable<BadInput> Churn()
    {
        (string What, byte[] Said)[] kinds = [("nothing", []), ("a HEL", Wire.Hello()), ("HEL and OPN", [.. Wire.Hello(), .. Wire.Open()]), ("rubbish", new byte[100])];
        foreach (var (what, said) in kinds)
        {
            foreach (var isReset in (bool[])[false, true])
            {
                foreach (var part in (int[])[1, 2])
                {
                    yield return new("A13", $"{Floods.Connections} connections that say {what} and {(isReset ? "reset" : "leave")}, part {part} of 2", arena => ChurnAsync(arena, said, isReset, Floods.Connections), MayTake: Floods.Connections * PerConnection);
                }
            }
        }

        yield return new("A13", "an honest client that connects in the middle of it", async arena =>
        {
            var churn = ChurnAsync(arena, [.. Wire.Hello(), .. Wire.Open()], isReset: true, 500);
            await using var honest = await HonestClient.StartAsync(arena.Plant.ClientOptions(), arena.Log);
            await honest.Client.GetSessionAsync(TestContext.Current.CancellationToken);
            await churn;
            await honest.ExpectServedAsync(arena.Plant);
        }, MayTake: (500 * PerConnection) + (1024 * 1024));
    }

    private static IEnumerable<BadInput> Messages()
    {
        (string What, Func<RogueClient, byte[]> Chunk, string Status)[] kinds =
        [
            ("empty messages", rogue => rogue.Seal([]), "closed"),
            ("messages of one byte", rogue => rogue.Seal([1]), "closed"),
            ("two-chunk messages of nothing", rogue => rogue.Seal([], ChunkKind.Intermediate, request: 7), "BadTcpMessageTooLarge"),
            ("unknown services", rogue => rogue.Seal(Wire.Encode(new OpenSecureChannelRequest())), "closed"),
            ("reads without a session", rogue => rogue.Seal(Wire.Encode(new ReadRequest())), "closed"),
        ];
        foreach (var (what, chunk, status) in kinds)
        {
            yield return new("A14", $"{Floods.Answered} {what} in a row", async arena =>
            {
                await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
                await rogue.OpenAsync();
                var heard = await Flood.SayAsync(rogue, Floods.Answered, _ => chunk(rogue), arena.ServedAsync);
                Assert.Contains(heard.Status, (string[])[status, "closed"]);
                arena.Count(rogue.Said);
            }, MayTake: Floods.Answered * 3_000L); // the fault to each, and its reason
        }

        yield return new("A14", $"{Floods.Messages} messages, each begun and given up, leave nothing behind", async arena =>
        {
            await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
            await rogue.OpenAsync();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var heard = await Flood.SayAsync(rogue, 2 * Floods.Messages, i => i % 2 == 0
                ? rogue.Seal([1], ChunkKind.Intermediate, request: 9)
                : rogue.Seal(Abort, ChunkKind.Abort, request: 9), arena.ServedAsync);
            Assert.Equal(new FloodHeard(2 * Floods.Messages, 0, "closed"), heard);
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Left);
            arena.Count(rogue.Said);
        }, MayTake: 2 * Floods.Messages * 300L); // making the chunks
    }

    private static async Task ChurnAsync(Arena arena, byte[] said, bool isReset, int count)
    {
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async lane =>
        {
            for (var i = lane; i < count; i += AtOnce)
            {
                await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
                await rogue.SayAsync(said);
                if (isReset)
                {
                    rogue.Reset();
                }

                arena.Count(rogue.Said);
            }
        }));

        await arena.ServedAsync();
        await arena.RoomAsync();
    }

    private static byte[] Dialogue() =>
    [
        .. Wire.Hello(), .. Wire.Open(), .. Wire.Message(1, 1, 2, 2, Wire.Encode(new GetEndpointsRequest { EndpointUrl = "opc.tcp://a" })),
        .. Wire.Message(1, 1, 3, 3, [], type: "CLO"),
    ];
}
