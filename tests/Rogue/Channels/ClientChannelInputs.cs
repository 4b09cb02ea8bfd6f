using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Transport.Steps;

namespace IndustrialGateway.Rogue.Tests.Channels;

/// <summary>B2 to B5, B7, B9, B10 and B12 towards the client: servers whose cryptography, endpoints or tokens are not what they should be.</summary>
internal static class ClientChannelInputs
{
    private static readonly SecurityPolicy[] Policies = [.. SecurityPolicy.All.Where(each => !each.IsNone)];
    private static readonly byte[] Answer = Wire.Encode(new GetEndpointsResponse());

    public static IEnumerable<BadInput> All => [.. Nonces(), .. Signatures(), .. Sequences(), .. Tokens(), .. Damage(), .. Downgrades(), .. Passwords()];

    private static IEnumerable<BadInput> Nonces()
    {
        foreach (var policy in Policies)
        {
            (string What, Func<byte[], byte[]> Nonce)[] nonces =
            [
                ("equal to the client's", nonce => nonce), ("empty", _ => []), ("of 1 byte", _ => [1]), ("of 31 bytes", _ => new byte[31]), ("of 33 bytes", _ => new byte[33]),
                ("of 1,000 bytes", _ => new byte[1_000]), ("of the policy's length that is no point of a curve and no fresh number", nonce => policy.IsElliptic ? [.. nonce[..^1], (byte)(nonce[^1] ^ 1)] : nonce),
                ("of zeros, for a curve the point at infinity", _ => policy.IsElliptic ? new byte[policy.NonceLength] : []),
            ];
            foreach (var (what, nonce) in nonces)
            {
                yield return Opening("B3", $"{policy.Name}: a channel nonce {what}", policy, rogue => rogue.OpenAsync(nonce), "BadNonceInvalid");
            }

            (string What, Func<byte[], byte[]?> Nonce)[] sessionNonces =
                [("equal to the client's", nonce => nonce), ("of zeros", _ => new byte[32]), ("of 31 bytes", _ => [.. Enumerable.Repeat((byte)9, 31)]), ("empty", _ => [])];
            foreach (var (what, nonce) in sessionNonces)
            {
                yield return Session("B3", $"{policy.Name}: a session nonce {what}", policy,
                    create => HonestAnswers.Session(create, policy, nonce(create.ClientNonce!)), "BadNonceInvalid");
            }
        }
    }

    private static IEnumerable<BadInput> Signatures()
    {
        foreach (var policy in Policies)
        {
            yield return Session("B2", $"{policy.Name}: no signature of the client's nonce", policy, create => HonestAnswers.Session(create, policy, signature: []), "BadApplicationSignatureInvalid");
            yield return Session("B2", $"{policy.Name}: a signature of other bytes", policy, create => HonestAnswers.Session(
                create, policy, signature: AsymmetricCryptography.Sign(policy, Plant.ServerFor(policy).PrivateKey, [1, 2, 3])), "BadApplicationSignatureInvalid");
            yield return Session("B2", $"{policy.Name}: a signature of the server's own challenge", policy, create => HonestAnswers.Session(
                create, policy, signature: AsymmetricCryptography.Sign(policy, Plant.ServerFor(policy).PrivateKey, [.. Plant.ServerFor(policy).Der.Span, .. create.ClientNonce!])), "BadApplicationSignatureInvalid");
            yield return Session("B2", $"{policy.Name}: signed with the client's key", policy, create => HonestAnswers.Session(
                create, policy, signature: AsymmetricCryptography.Sign(policy, Plant.ClientFor(policy).PrivateKey, [.. create.ClientCertificate!, .. create.ClientNonce!])), "BadApplicationSignatureInvalid");
        }
    }

    private static IEnumerable<BadInput> Sequences()
    {
        foreach (var number in (uint[])[0, 1, 3, 1_000, uint.MaxValue])
        {
            yield return Later("B4", $"a server's chunk {number} after chunk 1", (rogue, id) => rogue.Seal(id, Answer, sequence: number), "BadSequenceNumberInvalid");
        }

        yield return Later("B4", "a server's chunk twice", (rogue, id) => Chunks.Repeat(rogue.Seal(id + 100, Answer), 2), "BadSequenceNumberInvalid");
    }

    private static IEnumerable<BadInput> Tokens()
    {
        foreach (var token in (uint[])[0, 2, uint.MaxValue])
        {
            yield return Later("B5", $"a server's token {token}", (_, id) => Wire.Message(5, token, 2, id, Answer), "BadSecureChannelTokenUnknown");
        }

        foreach (var channel in (uint[])[0, 4, 6, uint.MaxValue])
        {
            yield return Later("B6", $"a server's channel {channel}", (_, id) => Wire.Message(channel, 1, 2, id, Answer), "BadTcpSecureChannelUnknown");
        }

        foreach (var lifetime in (uint[])[0, 1, uint.MaxValue])
        {
            yield return new("B12", $"a server that grants {lifetime} ms", arena => arena.MeetAsync(async rogue =>
            {
                await rogue.GreetAsync();
                await rogue.OpenAsync(answer: _ => new OpenSecureChannelResponse { SecurityToken = new ChannelSecurityToken(RogueConnection.Channel, 1, default, lifetime) });
                await rogue.ServeOpenedAsync(NotAtAll);
            }, Plainly, async victim => await victim.NextStateAsync(state => state.IsConnected)));
        }

        yield return new("B14", "a server that answers one OPN a thousand times", arena => arena.AttackClientAsync(async rogue =>
        {
            await rogue.GreetAsync();
            await rogue.HearAsync();
            await rogue.SayAsync(Many(1_000, i => Wire.Opened(sequence: 1 + (uint)i)));
            await rogue.EndAsync();
        }, "BadTcpMessageTypeInvalid"));
    }

    private static IEnumerable<BadInput> Damage()
    {
        foreach (var policy in Policies)
        {
            foreach (var at in (int[])[-1, -200, -256])
            {
                yield return Opening("B7", $"{policy.Name}: a server's OPN with byte {at} altered", policy, rogue => rogue.OpenAsync(spoil: chunk => Spoiled(chunk, at, (byte)(chunk[^-at] ^ 1))), "BadSecurityChecksFailed");
            }

            foreach (var at in (int[])[16, 30, -1, -33])
            {
                yield return Answering("B7", $"{policy.Name}: a server's answer with byte {at} altered", policy, (rogue, id) =>
                {
                    var chunk = rogue.Seal(id, Answer);
                    return Spoiled(chunk, at, (byte)(chunk[at < 0 ? chunk.Length + at : at] ^ 1));
                });
            }

            yield return Answering("B7", $"{policy.Name}: a server's answer unsigned", policy, (_, id) => Wire.Message(RogueConnection.Channel, 1, 2, id, Answer));
            yield return Answering("B7", $"{policy.Name}: a server's answer without its end", policy, (rogue, id) => Chunks.Whole("MSG", rogue.Seal(id, Answer)[8..^16]));
        }

        foreach (var policy in Policies)
        {
            yield return Opening("B8", $"{policy.Name}: a server that answers with None", policy, async rogue =>
            {
                await rogue.HearAsync();
                await rogue.SayAsync(Wire.Opened());
                await rogue.EndAsync();
            }, "BadSecurityPolicyRejected");
        }

        yield return Opening("B8", "a server that names no policy", SecurityPolicy.Basic256Sha256, async rogue =>
        {
            await rogue.HearAsync();
            await rogue.SayAsync(OpenOf([], policy: ""));
            await rogue.EndAsync();
        }, "BadSecurityPolicyRejected");
    }

    private static IEnumerable<BadInput> Downgrades()
    {
        EndpointDescription[] none = [HonestAnswers.Endpoint(SecurityPolicy.None, MessageSecurityMode.None)];
        yield return Discovered("B9", "a discovery that leaves only None", none, "BadSecurityModeRejected");
        yield return Discovered("B9", "a discovery of nothing", [], "BadSecurityModeRejected");
        yield return Discovered("B9", "a discovery with another certificate", [.. HonestAnswers.Endpoints().Select(each => each with { ServerCertificate = Plant.Client.Der.ToArray() })], "BadCertificateUntrusted", "BadCertificateUriInvalid");
        yield return Discovered("B9", "a discovery without certificates", [.. HonestAnswers.Endpoints().Select(each => each with { ServerCertificate = null })], "BadCertificateInvalid");
        yield return Discovered("B9", "a discovery of 1,000 endpoints that do not fit", [.. Enumerable.Range(0, 1_000).Select(_ => none[0])], "BadSecurityModeRejected")
            with
        { MayTake = 20 * 1_024 * 1_024 }; // making them
        yield return Discovered("B9", "a discovery with the policies of yesterday", [none[0] with { SecurityMode = MessageSecurityMode.SignAndEncrypt, SecurityPolicyUri = "http://opcfoundation.org/UA/SecurityPolicy#Basic128Rsa15" }], "BadSecurityModeRejected");
        foreach (var policy in Policies)
        {
            yield return Session("B9", $"{policy.Name}: a session that has endpoints which discovery hid", policy, create => HonestAnswers.Session(create, policy,
                endpoints: [.. HonestAnswers.Endpoints(), HonestAnswers.Endpoint(policy, MessageSecurityMode.Sign)]), "BadSecurityChecksFailed");
            yield return Session("B9", $"{policy.Name}: a session that has only None", policy, create => HonestAnswers.Session(create, policy, endpoints: none), "BadSecurityChecksFailed");
            yield return Session("B9", $"{policy.Name}: a session without endpoints", policy, create => HonestAnswers.Session(create, policy, endpoints: []), "BadSecurityChecksFailed");
            yield return Session("B9", $"{policy.Name}: a session with other tokens", policy, create => HonestAnswers.Session(create, policy,
                endpoints: [.. HonestAnswers.Endpoints().Select(each => each with { UserIdentityTokens = [new UserTokenPolicy { PolicyId = "x" }] })]), "BadSecurityChecksFailed");
        }
    }

    private static IEnumerable<BadInput> Passwords()
    {
        foreach (var policy in (string?[])[SecurityPolicy.None.Uri, "", null])
        {
            var endpoint = HonestAnswers.Endpoint(SecurityPolicy.None, MessageSecurityMode.None) with
            {
                UserIdentityTokens = [new UserTokenPolicy { PolicyId = "username", TokenType = UserTokenType.UserName, SecurityPolicyUri = policy }],
            };
            yield return new("B10", $"a token policy '{policy ?? "null"}' on a channel of None", arena => NoPasswordAsync(arena, endpoint, "BadSecurityModeInsufficient"));
        }

        var strange = HonestAnswers.Endpoint(SecurityPolicy.None, MessageSecurityMode.None);
        yield return new("B10", "a certificate that nobody trusts", arena => NoPasswordAsync(arena, strange with { ServerCertificate = Untrusted }, "BadCertificateUntrusted"));
        yield return new("B10", "no certificate", arena => NoPasswordAsync(arena, strange with { ServerCertificate = null }, "BadCertificateInvalid"));
        yield return new("B10", "a token policy that is not known", arena => NoPasswordAsync(arena, strange with
        {
            UserIdentityTokens = [new UserTokenPolicy { PolicyId = "username", TokenType = UserTokenType.UserName, SecurityPolicyUri = "urn:mine" }],
        }, "BadSecurityPolicyRejected", "BadIdentityTokenRejected"));
    }

    private static readonly byte[] Untrusted = ApplicationCertificate.Create(Plant.ServerUri, "stranger", TimeProvider.System, "localhost").Der.ToArray();

    /// <summary>The client says why it does not log in, and no token of it was seen.</summary>
    private static async Task NoPasswordAsync(Arena arena, EndpointDescription endpoint, params string[] expected)
    {
        var activations = 0;
        await arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, id, request) =>
        {
            switch (request)
            {
                case GetEndpointsRequest:
                    await connection.AnswerAsync(id, new GetEndpointsResponse { Endpoints = [endpoint] });
                    return true;
                case ActivateSessionRequest:
                    Interlocked.Increment(ref activations);
                    return false;
                default:
                    return false;
            }
        }), options => options with { Identity = UserIdentity.UserName(Plant.User, Plant.Password) }, expected);
        Assert.Equal(0, activations);
    }

    private static BadInput Discovered(string id, string what, EndpointDescription[] endpoints, params string[] expected) =>
        new(id, what, arena => arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, request, asked) =>
        {
            if (asked is GetEndpointsRequest)
            {
                await connection.AnswerAsync(request, new GetEndpointsResponse { Endpoints = endpoints });
            }

            return asked is GetEndpointsRequest;
        }), options => options with { Security = SecurityChoice.Default }, expected));

    /// <summary>Discovery is honest, the secured connection after it is not.</summary>
    private static BadInput Opening(string id, string what, SecurityPolicy policy, Func<RogueConnection, Task> open, string expected) =>
        new(id, what, arena => arena.AttackClientAsync(async rogue =>
        {
            await rogue.GreetAsync();
            var chunk = await rogue.PeekAsync();
            if (OpcUa.Channels.AsymmetricHeader.Read(chunk).PolicyUri == SecurityPolicy.None.Uri)
            {
                await rogue.OpenAsync();
                await rogue.ServeOpenedAsync(NotAtAll);
                return;
            }

            await open(rogue);
            await rogue.EndAsync();
        }, options => options with { Security = new SecurityChoice(policy, MessageSecurityMode.SignAndEncrypt), Certificate = Plant.ClientFor(policy) }, expected));

    private static BadInput Answering(string id, string what, SecurityPolicy policy, Func<RogueConnection, uint, byte[]> answer) =>
        Opening(id, what, policy, async rogue =>
        {
            await rogue.OpenAsync();
            var (request, _) = await rogue.NextAsync();
            await rogue.SayAsync(answer(rogue, request));
        }, "BadSecurityChecksFailed");

    private static BadInput Session(string id, string what, SecurityPolicy policy, Func<CreateSessionRequest, CreateSessionResponse> answer, string expected) =>
        new(id, what, arena => arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, request, asked) =>
        {
            if (asked is CreateSessionRequest create)
            {
                await connection.AnswerAsync(request, answer(create));
            }

            return asked is CreateSessionRequest;
        }), options => options with { Security = new SecurityChoice(policy, MessageSecurityMode.SignAndEncrypt), Certificate = Plant.ClientFor(policy) }, expected));

    private static Task<bool> NotAtAll(RogueConnection connection, uint id, ServiceRequest request) => Task.FromResult(false);

    private static UaClientOptions Plainly(UaClientOptions options) => options;
}
