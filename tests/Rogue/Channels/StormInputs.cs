using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests.Channels;

/// <summary>B14 towards the server: storms of OPN on one connection.</summary>
internal static class StormInputs
{
    // What is said while the server hangs up: as much as the sockets hold.
    private const long FloodMayTake = 20_000 * 1_500;

    public static IEnumerable<BadInput> All
    {
        get
        {
            // The server hangs up long before all are said.
            yield return new("B14", $"{Floods.Opens} issues on one connection", arena => FloodAsync(arena, async rogue => await rogue.GreetAsync(), (_, i) => Wire.Open(1 + (uint)i), "BadTcpSecureChannelUnknown"), MayTake: FloodMayTake);
            yield return new("B14", $"{Floods.Opens} renewals", arena => FloodAsync(arena, async rogue => await rogue.OpenAsync(), (rogue, i) => Wire.Open(2 + (uint)i, type: SecurityTokenRequestType.Renew, channel: rogue.ChannelId), "BadTcpNotEnoughResources"), MayTake: FloodMayTake);
            yield return new("B14", "a flood of sealed renewals", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
                for (var i = 0; i < 100; i++)
                {
                    await rogue.SayAsync(rogue.SealOpen(
                        SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt, RandomNumberGenerator.GetBytes(32), SecurityTokenRequestType.Renew, rogue.ChannelId));
                }
            }, "BadTcpNotEnoughResources", "closed"), MayTake: 100 * 60_000);
        }
    }

    private static async Task FloodAsync(Arena arena, Func<RogueClient, Task> begin, Func<RogueClient, int, byte[]> open, string status)
    {
        await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
        await begin(rogue);
        var heard = await Flood.SayAsync(rogue, Floods.Opens, i => open(rogue, i), arena.ServedAsync);
        Assert.Contains(heard.Status, (string[])[status, "closed"]);
        Assert.InRange(heard.Answers, 0, 100);
        arena.Count(rogue.Said);
    }
}
