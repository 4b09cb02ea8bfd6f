using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Transport.Steps;

namespace IndustrialGateway.Rogue.Tests.Channels;

/// <summary>B4 to B8, B12 and B13 towards the server: sequence numbers, tokens, channel ids, signatures, policies, lifetimes.</summary>
internal static class ServerChannelInputs
{
    private static readonly byte[] Read = Wire.Encode(new ReadRequest());
    private static readonly byte[] Bye = Wire.Encode(new CloseSecureChannelRequest());

    public static IEnumerable<BadInput> All =>
        [.. Sequences(), .. Tokens(), .. Ids(), .. Damage(), .. Policies(), .. Lifetimes(), .. Closes()];

    private static IEnumerable<BadInput> Sequences()
    {
        foreach (var number in (uint[])[0, 1, 3, 4, 100, 1_023, 1_024, int.MaxValue, uint.MaxValue - 1_024, uint.MaxValue])
        {
            yield return InChannel("B4", $"chunk {number} after chunk 1", rogue => rogue.Seal(Read, sequence: number), "BadSequenceNumberInvalid");
            yield return Secured("B4", $"signed chunk {number} after chunk 1", rogue => rogue.Seal(Read, sequence: number), "BadSequenceNumberInvalid");
        }

        yield return InChannel("B4", "the same chunk twice", rogue => Chunks.Repeat(rogue.Seal(Read), 2), "BadSequenceNumberInvalid");
        yield return Secured("B4", "the same sealed chunk twice", rogue => Chunks.Repeat(rogue.Seal(Read), 2), "BadSequenceNumberInvalid");
        yield return InChannel("B4", "two chunks in the wrong order", rogue => [.. rogue.Seal(Read, sequence: 3), .. rogue.Seal(Read, sequence: 2)], "BadSequenceNumberInvalid");
        foreach (var (first, then, status) in ((uint, uint, string)[])
            [(uint.MaxValue - 1_023, 1, "closed"), (uint.MaxValue, 1_023, "closed"), (uint.MaxValue, 1_024, "BadSequenceNumberInvalid"), (uint.MaxValue - 1_025, 1, "BadSequenceNumberInvalid")])
        {
            yield return new("B4", $"a channel that goes from {first} to {then}", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.GreetAsync();
                await rogue.SayAsync(Wire.Open(first));
                var opened = await rogue.HearOpenedAsync(SecurityPolicy.None);
                await rogue.SayAsync(Wire.Message(opened.SecurityToken.ChannelId, opened.SecurityToken.TokenId, then, 2, Bye, type: "CLO"));
            }, status));
        }
    }

    private static IEnumerable<BadInput> Tokens()
    {
        foreach (var token in (uint[])[0, 2, 3, 100, uint.MaxValue])
        {
            yield return InChannel("B5", $"token {token}", rogue => rogue.Seal(Read, token: token), "BadSecureChannelTokenUnknown");
            yield return Secured("B5", $"token {token} in a secured channel", rogue => rogue.Seal(Read, token: token), "BadSecureChannelTokenUnknown");
        }

        yield return new("B5", "the old token after the new one was used", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            await rogue.SayAsync(Wire.Open(2, type: SecurityTokenRequestType.Renew, channel: rogue.ChannelId));
            await rogue.HearAsync();
            await rogue.SayAsync([.. rogue.Seal(Read, token: 2, sequence: 3), .. rogue.Seal(Read, token: 1)]);
        }, "BadSecureChannelTokenUnknown"));
        yield return new("B5", "a storm of renewals", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            await rogue.SayAsync(Many(1_000, i => Wire.Open(2 + (uint)i, type: SecurityTokenRequestType.Renew, channel: rogue.ChannelId)));
        }, "BadTcpNotEnoughResources", "closed"), MayTake: 1_000 * 2_000);
        yield return new("B5", "a token after its time", async arena =>
        {
            var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
            await using var plant = await new Judging.Plant().StartAsync(arena.Log, time);
            await using var rogue = await RogueClient.ConnectAsync(plant.Url);
            await rogue.OpenAsync();
            time.Advance(TimeSpan.FromMinutes(76));
            await rogue.SayAsync(rogue.Seal(Read));
            Assert.Contains((await rogue.EndAsync()).Status, (string[])["closed", "BadSecureChannelTokenUnknown"]);
        }, MayTake: 4_000_000); // another plant, and what its timers did in all that time
    }

    private static IEnumerable<BadInput> Ids()
    {
        foreach (var channel in (uint[])[0, 1, int.MaxValue, uint.MaxValue])
        {
            yield return InChannel("B6", $"channel {channel}", rogue => rogue.Seal(Read, channel: channel), "BadTcpSecureChannelUnknown");
            yield return Secured("B6", $"channel {channel} in a secured channel", rogue => rogue.Seal(Read, channel: channel), "BadTcpSecureChannelUnknown");
        }

        yield return new("B6", "the channel of another connection", async arena =>
        {
            await using var other = await RogueClient.ConnectAsync(arena.Plant.Url);
            await other.OpenAsync();
            await arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                await rogue.SayAsync(rogue.Seal(Read, channel: other.ChannelId));
            }, "BadTcpSecureChannelUnknown");
            Assert.IsType<GetEndpointsResponse>(await other.AskAsync(new GetEndpointsRequest()));
        });
        yield return new("B6", "a renewal of another connection's channel", async arena =>
        {
            await using var other = await RogueClient.ConnectAsync(arena.Plant.Url);
            await other.OpenAsync();
            await arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                await rogue.SayAsync(Wire.Open(2, type: SecurityTokenRequestType.Renew, channel: other.ChannelId));
            }, "BadTcpSecureChannelUnknown");
            Assert.IsType<GetEndpointsResponse>(await other.AskAsync(new GetEndpointsRequest()));
        });
        yield return new("B6", "a secured message of another connection", async arena =>
        {
            await using var other = await RogueClient.ConnectAsync(arena.Plant.Url);
            await other.OpenAsync(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
            await arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
                await rogue.SayAsync(other.Seal(Read));
            }, "BadTcpSecureChannelUnknown");
        });
    }

    private static IEnumerable<BadInput> Damage()
    {
        foreach (var mode in (MessageSecurityMode[])[MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt])
        {
            foreach (var at in (int[])[16, 20, 24, 30, -1, -16, -32, -33])
            {
                yield return Secured("B7", $"{mode}: byte {at} altered", rogue => Flipped(rogue.Seal(Read), at), mode, "BadSecurityChecksFailed", "BadSequenceNumberInvalid");
            }

            foreach (var cut in (int[])[1, 15, 16, 31, 32, 48])
            {
                yield return Secured("B7", $"{mode}: cut by {cut}", rogue => Sized(rogue.Seal(Read)[..^cut]), mode, "BadSecurityChecksFailed", "BadDecodingError");
            }

            yield return Secured("B7", $"{mode}: unsigned", rogue => Wire.Message(rogue.ChannelId, 1, 3, 3, Read), mode, "BadSecurityChecksFailed");
            yield return Secured("B7", $"{mode}: only headers", rogue => Wire.Message(rogue.ChannelId, 1, 3, 3, []), mode, "BadSecurityChecksFailed");
            yield return Secured("B7", $"{mode}: 60,000 bytes behind", rogue => Sized([.. rogue.Seal(Read), .. new byte[60_000]]), mode, "BadSecurityChecksFailed", "closed");
        }

        foreach (var padding in (int[])[0, 16, 100, 255])
        {
            yield return Secured("B7", $"a true signature over padding of {padding}", rogue => Padded(rogue, (byte)padding), "BadSecurityChecksFailed", "closed");
        }

        foreach (var policy in SecurityPolicy.All.Where(each => !each.IsNone))
        {
            foreach (var at in (int[])[-1, -100, -256, -300])
            {
                yield return BadOpen("B7", $"{policy.Name}: OPN with byte {at} altered", policy, chunk => Flipped(chunk, at), "BadSecurityChecksFailed");
            }

            foreach (var cut in (int[])[1, 128, 256])
            {
                yield return BadOpen("B7", $"{policy.Name}: OPN cut by {cut}", policy, chunk => Sized(chunk[..^cut]), "BadSecurityChecksFailed", "BadDecodingError"); // where that is within its clear part
            }

            yield return BadOpen("B7", $"{policy.Name}: OPN with a block of zeros behind", policy, chunk => Sized([.. chunk, .. new byte[256]]), "BadSecurityChecksFailed");
            yield return BadOpen("B7", $"{policy.Name}: OPN of zeros", policy, chunk => [.. chunk.AsSpan(0, chunk.Length - 512), .. new byte[512]], "BadSecurityChecksFailed");
            yield return BadOpen("B7", $"{policy.Name}: OPN of ones", policy, chunk => [.. chunk.AsSpan(0, chunk.Length - 512), .. Enumerable.Repeat((byte)0xFF, 512)], "BadSecurityChecksFailed");
        }
    }

    private static IEnumerable<BadInput> Policies()
    {
        (string What, string Uri)[] policies =
        [
            ("Basic128Rsa15", "http://opcfoundation.org/UA/SecurityPolicy#Basic128Rsa15"), ("Basic256", "http://opcfoundation.org/UA/SecurityPolicy#Basic256"),
            ("empty", ""), ("unknown", "urn:mine"), ("of another case", SecurityPolicy.None.Uri.ToUpperInvariant()), ("with lines of a log", "urn:x\r\nERROR forged\u202E"),
            ("of 255 letters", new string('a', 255)), ("with a NUL", SecurityPolicy.None.Uri + "\0"),
        ];
        foreach (var (what, uri) in policies)
        {
            yield return ToServer("B8", $"a policy that is {what}", [.. Wire.Hello(), .. OpenOf(Read, policy: uri)], "BadSecurityPolicyRejected");
        }

        yield return ToServer("B8", "a policy of 7,000 letters", [.. Wire.Hello(), .. OpenOf(Read, policy: new string('a', 7_000))], "BadEncodingLimitsExceeded");
        foreach (var policy in SecurityPolicy.All.Where(each => !each.IsNone))
        {
            yield return ToServer("B8", $"{policy.Name} without a certificate", [.. Wire.Hello(), .. OpenOf(Read, policy: policy.Uri)], "BadCertificateInvalid", "BadSecurityChecksFailed");
            yield return ToServer("B8", $"{policy.Name} in clear text", [.. Wire.Hello(), .. OpenOf(Wire.Encode(new OpenSecureChannelRequest()), policy: policy.Uri,
                certificate: Judging.Plant.ClientFor(policy).Der.ToArray(), thumbprint: Judging.Plant.ServerFor(policy).ThumbprintBytes.ToArray())], "BadSecurityChecksFailed");
            yield return new("B8", $"{policy.Name} renewed with None", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync(policy, MessageSecurityMode.SignAndEncrypt);
                await rogue.SayAsync(Wire.Open(3, type: SecurityTokenRequestType.Renew, channel: rogue.ChannelId));
            }, "BadSecurityChecksFailed"));
            yield return ToServer("B8", $"{policy.Name} with a certificate of another kind of key", [.. Wire.Hello(), .. OpenOf(Wire.Encode(new OpenSecureChannelRequest()), policy: policy.Uri,
                certificate: Judging.Plant.ClientFor(policy.IsElliptic ? SecurityPolicy.Basic256Sha256 : SecurityPolicy.EccNistP256).Der.ToArray(),
                thumbprint: Judging.Plant.ServerFor(policy).ThumbprintBytes.ToArray())], "BadSecurityChecksFailed");
            yield return BadOpen("B8", $"{policy.Name} for another server's thumbprint", policy, chunk => Flipped(chunk, ThumbprintAt(chunk)), "BadSecurityChecksFailed");
            foreach (var mode in (MessageSecurityMode[])[MessageSecurityMode.None, (MessageSecurityMode)0, (MessageSecurityMode)77])
            {
                yield return new("B8", $"{policy.Name} with mode {(int)mode}", arena => arena.AttackServerAsync(async rogue =>
                {
                    await rogue.GreetAsync();
                    await rogue.SayAsync(rogue.SealOpen(policy, mode, RandomNumberGenerator.GetBytes(32), SecurityTokenRequestType.Issue, 0));
                }, "BadSecurityModeRejected"));
            }

            foreach (var length in (int[])[0, 1, 16, 31, 33, 64, 96])
            {
                yield return new("B3", $"{policy.Name}: a client's nonce of {length} bytes", arena => arena.AttackServerAsync(
                    rogue => rogue.OpenAsync(policy, MessageSecurityMode.SignAndEncrypt, new byte[length]), "BadNonceInvalid"));
            }

            yield return new("B3", $"{policy.Name}: the same client's nonce in a renewal", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync(policy, MessageSecurityMode.SignAndEncrypt);
                await rogue.SayAsync(rogue.SealOpen(policy, MessageSecurityMode.SignAndEncrypt, rogue.Nonce, SecurityTokenRequestType.Renew, rogue.ChannelId));
            }, "BadNonceInvalid"));
        }
    }

    private static IEnumerable<BadInput> Lifetimes()
    {
        foreach (var lifetime in (uint[])[0, 1, 59_999, 3_600_001, int.MaxValue, uint.MaxValue])
        {
            yield return new("B12", $"a lifetime of {lifetime} ms", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.GreetAsync();
                await rogue.SayAsync(Wire.Open(1, lifetime));
                var opened = await rogue.HearOpenedAsync(SecurityPolicy.None);
                Assert.InRange(opened.SecurityToken.RevisedLifetime, 60_000u, 3_600_000u);
            }, "closed"));
        }
    }

    private static IEnumerable<BadInput> Closes()
    {
        foreach (var ticks in (long[])[0, -1, long.MinValue, long.MaxValue, 1])
        {
            var close = Wire.Encode(new CloseSecureChannelRequest { Header = new RequestHeader { Timestamp = new UaDateTime(ticks) } });
            yield return InChannel("B13", $"CLO of the time {ticks}", rogue => rogue.Seal(close, type: MessageType.CloseChannel), "closed");
            yield return Secured("B13", $"sealed CLO of the time {ticks}", rogue => rogue.Seal(close, type: MessageType.CloseChannel), "closed");
        }

        yield return InChannel("B13", "CLO of another channel", rogue => rogue.Seal(Bye, type: MessageType.CloseChannel, channel: 1), "BadTcpSecureChannelUnknown");
        yield return InChannel("B13", "CLO without a body", rogue => rogue.Seal([], type: MessageType.CloseChannel), "closed");
        yield return Secured("B13", "CLO that is not signed", rogue => Wire.Message(rogue.ChannelId, 1, 3, 3, Bye, type: "CLO"), "BadSecurityChecksFailed");
    }

    private static BadInput Secured(string id, string what, Func<RogueClient, byte[]> said, params string[] expected) =>
        Secured(id, what, said, MessageSecurityMode.SignAndEncrypt, expected);

    private static BadInput Secured(string id, string what, Func<RogueClient, byte[]> said, MessageSecurityMode mode, params string[] expected) =>
        new(id, what, arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync(SecurityPolicy.Basic256Sha256, mode);
            await rogue.SayAsync(said(rogue));
        }, expected));

    private static BadInput BadOpen(string id, string what, SecurityPolicy policy, Func<byte[], byte[]> spoil, params string[] expected) =>
        new(id, what, arena => arena.AttackServerAsync(
            rogue => rogue.OpenAsync(policy, MessageSecurityMode.SignAndEncrypt, spoil: spoil), expected));

    private static byte[] Flipped(byte[] chunk, int at)
    {
        chunk[at < 0 ? chunk.Length + at : at] ^= 0x55;
        return chunk;
    }

    private static byte[] Sized(byte[] chunk)
    {
        BitConverter.GetBytes(chunk.Length).CopyTo(chunk, 4);
        return chunk;
    }

    // Encrypted and signed with the channel's own keys: only the number of the padding lies.
    private static byte[] Padded(RogueClient rogue, byte padding)
    {
        var token = rogue.Token;
        var chunk = new byte[16 + 64 + 32];
        ChunkHeader.Write(chunk, MessageType.Message, ChunkKind.Final, chunk.Length);
        Chunks.Numbers(token.ChannelId, token.TokenId, 2, 2).CopyTo(chunk, 8);
        chunk[79] = padding;
        token.SendKeys!.Sign(chunk.AsSpan(0, 80), chunk.AsSpan(80));
        token.SendKeys.Encrypt(chunk.AsSpan(16));
        return chunk;
    }

    private static int ThumbprintAt(byte[] chunk) => AsymmetricHeader.Read(chunk).Length - 1;
}
