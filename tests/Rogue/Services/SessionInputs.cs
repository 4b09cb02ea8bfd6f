using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Services.ServiceInputs;

namespace IndustrialGateway.Rogue.Tests.Services;

/// <summary>D2, D3, D8, D9, D12, D15, D16: sessions kept, guessed, taken over or never activated; Publish without number; names made for a log.</summary>
internal static class SessionInputs
{

    public static IEnumerable<BadInput> All => [.. Parked(), .. Kept(), .. Foreign(), .. Unactivated(), .. Publishes(), .. Transfers(), .. Names()];

    private static IEnumerable<BadInput> Parked()
    {
        foreach (var count in (int[])[10, 45])
        {
            yield return new("D2", $"half a request on each of {count} channels", async arena =>
            {
                List<RogueClient> rogues = [];
                try
                {
                    for (var i = 0; i < count; i++)
                    {
                        var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
                        rogues.Add(rogue);
                        await rogue.OpenAsync();
                        await rogue.SayAsync(rogue.Seal(new byte[50_000], OpcUa.Transport.ChunkKind.Intermediate)[..30_000]);
                    }

                    await arena.ServedAsync();
                }
                finally
                {
                    rogues.ForEach(rogue => rogue.Reset());
                }

                await arena.RoomAsync();
            }, MayTake: count * 512 * 1_024);
        }

        // Together the table's 10,000: the server holds as many as it may have channels, and tells the others that it is full.
        for (var part = 1; part <= 5; part++)
        {
            yield return new("D2", $"half a request on each of {Floods.Parked} connections, part {part} of 5", ParkAsync, MayTake: Floods.Parked * 256L * 1_024);
        }

        yield return new("D2", "2,000 sessions that nobody activates", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            for (var i = 0; i < 2_000; i++)
            {
                await rogue.CreateSessionAsync();
            }

            Assert.InRange(arena.Plant.Running.SessionCount, 1, arena.Plant.Options.MaxSessions);
            await using var honest = await RogueClient.ConnectAsync(arena.Plant.Url);
            await honest.LogInAsync();
            await honest.AskAsync(new CloseSessionRequest());
        }, "closed"), MayTake: 2_000 * 80_000);
    }

    private static async Task ParkAsync(Arena arena)
    {
        byte[] said = [.. Wire.Hello(), .. Wire.Open(), .. Chunks.Header("MSG", 50_000, 'C'), .. new byte[1_000]];
        List<RogueClient> rogues = [];
        try
        {
            for (var i = 0; i < Floods.Parked; i++)
            {
                rogues.Add(await RogueClient.ConnectAsync(arena.Plant.Url));
                await rogues[^1].SayAsync(said);
                arena.Count(said.Length);
            }

            await arena.ServedAsync();
        }
        finally
        {
            rogues.ForEach(rogue => rogue.Reset());
        }

        await arena.RoomAsync();
    }

    private static IEnumerable<BadInput> Kept()
    {
        foreach (var delete in (bool[])[false, true])
        {
            yield return new("D3", $"20 sessions with 5 subscriptions each, closed with deleteSubscriptions={delete}", async arena =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await arena.AttackServerAsync(async rogue =>
                    {
                        await rogue.LogInAsync();
                        for (var j = 0; j < 5; j++)
                        {
                            await rogue.SubscribeAsync();
                        }

                        Assert.IsType<CloseSessionResponse>(await rogue.AskAsync(new CloseSessionRequest { DeleteSubscriptions = delete }));
                    }, "closed");
                }
            }, MayTake: 20 * 200_000);
        }

        yield return InSession("D3", "more subscriptions than a session may have", async (arena, rogue) =>
        {
            var last = "";
            for (var i = 0; i < arena.Plant.Options.Limits.MaxSubscriptions + 20; i++)
            {
                last = (await rogue.AskAsync(new CreateSubscriptionRequest { RequestedPublishingInterval = 60_000, RequestedLifetimeCount = uint.MaxValue, RequestedMaxKeepAliveCount = uint.MaxValue })).Header.ServiceResult.ToString();
            }

            Assert.Equal("BadTooManySubscriptions", last);
            await rogue.AskAsync(new CloseSessionRequest { DeleteSubscriptions = true });
        }, mayTake: 4_000_000);
    }

    private static IEnumerable<BadInput> Foreign()
    {
        (string What, NodeId Token)[] guesses =
            [("null", default), ("1", new NodeId(1)), ("zeros", new NodeId(new byte[32], 0)), ("a text", new NodeId("session", 0)), ("a Guid", new NodeId(Guid.Empty, 0)), ("200,000 bytes", new NodeId(new byte[200_000], 0)), ("the session's public id", new NodeId(1, 1))];
        foreach (var (what, token) in guesses)
        {
            foreach (var request in (Func<ServiceRequest>[])[() => new ReadRequest(), () => new ActivateSessionRequest(), () => new CloseSessionRequest(), () => new PublishRequest()])
            {
                yield return new("D8", $"{request().GetType().Name} with the session guessed as {what}", arena => arena.AttackServerAsync(async rogue =>
                {
                    await rogue.OpenAsync();
                    rogue.Session = token;
                    Assert.Equal("BadSessionIdInvalid", (await rogue.AskAsync(request())).Header.ServiceResult.ToString());
                }, "closed"));
            }
        }

        foreach (var request in (Func<ServiceRequest>[])[() => new ReadRequest(), () => new CloseSessionRequest(), () => new PublishRequest(), () => new BrowseRequest()])
        {
            yield return InSession("D8", $"{request().GetType().Name} with a session of another channel", async (arena, owner) =>
            {
                await using var thief = await RogueClient.ConnectAsync(arena.Plant.Url);
                await thief.OpenAsync();
                thief.Session = owner.Session;
                Assert.Equal("BadSecureChannelIdInvalid", (await thief.AskAsync(request())).Header.ServiceResult.ToString());
                Assert.IsType<ReadResponse>(await owner.AskAsync(new ReadRequest { NodesToRead = [new ReadValueId(Plant.CounterId)] }));
            });
        }

        yield return new("D8", "a session that is not activated, activated on another channel", arena => arena.AttackServerAsync(async owner =>
        {
            await owner.OpenAsync();
            await owner.CreateSessionAsync();
            await using var thief = await RogueClient.ConnectAsync(arena.Plant.Url);
            await thief.OpenAsync();
            thief.Session = owner.Session;
            Assert.Equal("BadSecureChannelIdInvalid", (await thief.ActivateAsync()).Header.ServiceResult.ToString());
        }, "closed"));
        yield return new("D8", "a secured session, activated on a channel of None", arena => arena.AttackServerAsync(async owner =>
        {
            await owner.OpenAsync(OpcUa.Security.SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
            await owner.CreateSessionAsync();
            Assert.IsType<ActivateSessionResponse>(await owner.ActivateAsync());
            await using var thief = await RogueClient.ConnectAsync(arena.Plant.Url);
            await thief.OpenAsync();
            thief.Session = owner.Session;
            Assert.Equal("BadSecureChannelIdInvalid", (await thief.ActivateAsync()).Header.ServiceResult.ToString());
            await owner.AskAsync(new CloseSessionRequest());
        }, "closed"));
    }

    private static IEnumerable<BadInput> Unactivated()
    {
        foreach (var request in OpcUa.Tests.Messages.Samples.Requests.Where(each => each is not (FindServersRequest or GetEndpointsRequest or OpenSecureChannelRequest
            or CloseSecureChannelRequest or CreateSessionRequest or ActivateSessionRequest or CloseSessionRequest)).DistinctBy(each => each.EncodingId))
        {
            yield return new("D9", $"{request.GetType().Name} after CreateSession only", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                await rogue.CreateSessionAsync();
                Assert.Equal("BadSessionNotActivated", (await rogue.AskAsync(request)).Header.ServiceResult.ToString());
            }, "closed"));
            yield return new("D9", $"{request.GetType().Name} without a session", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                Assert.Equal("BadSessionIdInvalid", (await rogue.AskAsync(request)).Header.ServiceResult.ToString());
            }, "closed"));
        }
    }

    private static IEnumerable<BadInput> Publishes()
    {
        foreach (var part in (int[])[1, 2])
        {
            yield return new("D12", $"half of {Floods.Publishes} Publish outstanding of a client that hears the answers, part {part} of 2", HearAsync, MayTake: Floods.Publishes / 2 * 6_000L);
        }

        yield return new("D12", $"{Floods.Publishes} Publish outstanding of a client that does not hear the answers", async arena =>
        {
            await using var plant = await new Plant().StartAsync(arena.Log); // at its end all that is left of the flood is over
            await using var honest = await HonestClient.StartAsync(plant.ClientOptions(), arena.Log);
            await using var rogue = await RogueClient.ConnectAsync(plant.Url);
            await rogue.LogInAsync();
            await rogue.SubscribeAsync(60_000);
            var request = rogue.Encode(new PublishRequest());
            var saying = rogue.SayAsync(Transport.Steps.Many(Floods.Publishes, _ => rogue.Seal(request)));
            await honest.ExpectServedAsync(plant);
            rogue.Reset(); // the server may have stopped to listen long before
            await saying;
            await honest.ExpectServedAsync(plant);
            arena.Count(rogue.Said);
        }, MayTake: Floods.Publishes * 2_000L);

        yield return InSession("D12", "Publish without a subscription", async (_, rogue) => Assert.Equal("BadNoSubscription", (await rogue.AskAsync(new PublishRequest())).Header.ServiceResult.ToString()));
        yield return InSession("D12", "a Publish with 9,999 acknowledgements of what is not", async (_, rogue) =>
        {
            await rogue.SubscribeAsync(10);
            await rogue.AskAsync(new PublishRequest { Acknowledgements = [.. Enumerable.Range(0, 9_999).Select(i => new SubscriptionAcknowledgement((uint)i, (uint)i))] });
        }, mayTake: 4_000_000);
        yield return InSession("D12", "Republish of what never was", async (_, rogue) =>
        {
            var subscription = await rogue.SubscribeAsync();
            foreach (var number in (uint[])[0, 1, uint.MaxValue])
            {
                Assert.Equal("BadMessageNotAvailable", (await rogue.AskAsync(new RepublishRequest { SubscriptionId = subscription, RetransmitSequenceNumber = number })).Header.ServiceResult.ToString());
            }
        });
    }

    private static async Task HearAsync(Arena arena)
    {
        await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
        await rogue.LogInAsync();
        await rogue.SubscribeAsync(60_000);
        var request = rogue.Encode(new PublishRequest());
        var heard = await Flood.SayAsync(rogue, Floods.Publishes / 2, _ => rogue.Seal(request), arena.ServedAsync);
        Assert.Equal("closed", heard.Status);
        // The last wait, or are just being answered, when the rogue leaves.
        Assert.InRange(heard.Answers, (Floods.Publishes / 2) - (2 * arena.Plant.Options.Limits.MaxPublishRequests), Floods.Publishes / 2);
        arena.Count(rogue.Said);
    }

    private static IEnumerable<BadInput> Transfers()
    {
        foreach (var initial in (bool[])[false, true])
        {
            yield return InSession("D15", $"the subscription of another user, sendInitialValues={initial}", async (arena, owner) =>
            {
                await owner.AskAsync(new CloseSessionRequest());
                await owner.CreateSessionAsync();
                using var key = OpcUa.Security.TrustFolder.PublicKey(Plant.Server.Der.Span, OpcUa.Security.SecurityPolicy.Basic256Sha256);
                var secret = OpcUa.Security.PasswordSecret.Encrypt(OpcUa.Security.SecurityPolicy.Basic256Sha256, key, Plant.Password, owner.ServerNonce);
                Assert.IsType<ActivateSessionResponse>(await owner.ActivateAsync(new UserNameIdentityToken(
                    "username", Plant.User, secret, OpcUa.Security.SecurityPolicy.Basic256Sha256.AsymmetricEncryptionUri).ToExtensionObject()));
                var subscription = await owner.SubscribeAsync();
                await using var thief = await RogueClient.ConnectAsync(arena.Plant.Url);
                await thief.LogInAsync();
                var answer = await thief.AskAsync(new TransferSubscriptionsRequest { SubscriptionIds = [subscription], SendInitialValues = initial });
                Assert.True(answer is ServiceFault || ((TransferSubscriptionsResponse)answer).Results[0].Status.IsBad);
                Assert.IsType<ModifySubscriptionResponse>(await owner.AskAsync(new ModifySubscriptionRequest { SubscriptionId = subscription, RequestedPublishingInterval = 100 }));
                await thief.AskAsync(new CloseSessionRequest { DeleteSubscriptions = true });
            });
        }

        yield return Ask("D15", "9,999 subscriptions that are not", new TransferSubscriptionsRequest { SubscriptionIds = [.. Enumerable.Range(0, 9_999).Select(i => (uint)i)] }, "Good", "BadServiceUnsupported", "BadTooManyOperations") with { MayTake = 4_000_000 };
        yield return Ask("D15", "none", new TransferSubscriptionsRequest(), "BadNothingToDo", "BadServiceUnsupported");
    }

    private static IEnumerable<BadInput> Names()
    {
        string[] names =
        [
            "x\r\n2026-01-01 [Error] forged", "\u001B[31mred", "\u202Egnp.exe", new string('a', 60_000), new string('龍', 20_000), "{Peer} {0} %s %n", "<script>alert(1)</script>", "a\0b", "\u2028line", "=cmd|' /C calc'!A0",
        ];
        foreach (var (index, name) in names.Index())
        {
            yield return new("D16", $"name {index} as session and application", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                await rogue.CreateSessionAsync(name, name);
                Assert.IsType<ActivateSessionResponse>(await rogue.ActivateAsync());
                Assert.IsType<CloseSessionResponse>(await rogue.AskAsync(new CloseSessionRequest()));
            }, "closed"), MayTake: 4_000_000);
            yield return new("D16", $"name {index} as user", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                await rogue.CreateSessionAsync();
                Assert.True((await rogue.ActivateAsync(new UserNameIdentityToken("username", name, [1], "x").ToExtensionObject())).Header.ServiceResult.IsBad);
            }, "closed"), MayTake: 4_000_000);
            yield return InSession("D16", $"name {index} as node", async (_, rogue) =>
            {
                var answer = Assert.IsType<ReadResponse>(await rogue.AskAsync(new ReadRequest { NodesToRead = [new ReadValueId(new NodeId(name, 1))] }));
                Assert.Equal(StatusCode.BadNodeIdUnknown, answer.Results[0].Status);
            }, mayTake: 4_000_000);
        }
    }
}
