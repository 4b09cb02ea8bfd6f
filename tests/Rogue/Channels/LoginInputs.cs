using System.Net;
using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server.Sessions;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Rogue.Tests.Channels;

/// <summary>B1, B2, B11, B15 and B16 towards the server: oracles, signatures that are echoes, secrets of wrong shape, guessing.</summary>
internal static class LoginInputs
{
    // Guesses that are under way at once: fewer than there may be channels.
    private const int Lanes = 25;

    // From the throttle's shortest delay to its longest.
    private const int Doublings = 5;

    private static readonly SecurityPolicy Policy = SecurityPolicy.Basic256Sha256;
    private static readonly string Algorithm = Policy.AsymmetricEncryptionUri!;

    public static IEnumerable<BadInput> All => [.. Oracles(), .. Echoes(), .. Secrets(), .. Guesses()];

    /// <summary>Whatever is wrong inside, the answer is the same: the same status, and bytes of the same length.</summary>
    private static IEnumerable<BadInput> Oracles()
    {
        (string What, Func<byte[]> Cipher)[] ciphers =
        [
            ("random bytes", () => RandomNumberGenerator.GetBytes(256)), ("zeros", () => new byte[256]), ("ones", () => [.. Enumerable.Repeat((byte)0xFF, 256)]),
            ("a PKCS#1 v1.5 padding", () => Pkcs1([4, 0, 0, 0, 1, 2, 3, 4])), ("a true OAEP of nothing", () => Encrypted([])), ("a true OAEP of rubbish", () => Encrypted([9, 9])),
            ("a true OAEP of a lying length", () => Encrypted([0xFF, 0xFF, 0xFF, 0x7F, 1, 2])), ("two blocks, the second random", () => [.. Encrypted([1]), .. RandomNumberGenerator.GetBytes(256)]),
            ("a number above the modulus", () => [0xFF, .. RandomNumberGenerator.GetBytes(255)]), ("a true secret, one bit altered", () => Altered(Encrypted([1, 2, 3]))),
        ];
        foreach (var (what, cipher) in ciphers)
        {
            yield return Activation("B1", $"a password that is {what}", _ => User(cipher()), "BadIdentityTokenInvalid");
        }

        yield return new("B1", "Basic128Rsa15 is not spoken", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.GreetAsync();
            await rogue.SayAsync(Transport.Steps.OpenOf(new byte[256], policy: "http://opcfoundation.org/UA/SecurityPolicy#Basic128Rsa15",
                certificate: Plant.Client.Der.ToArray(), thumbprint: Plant.Server.ThumbprintBytes.ToArray()));
        }, "BadSecurityPolicyRejected"));
        yield return Activation("B1", "a password encrypted the way of Basic128Rsa15", _ => User(Pkcs1([1]), "http://www.w3.org/2001/04/xmlenc#rsa-1_5"), "BadIdentityTokenInvalid");
        yield return new("B1", "every damage of an OPN gives the same bytes", async arena =>
        {
            HashSet<string> answers = [];
            foreach (var at in (int[])[1, 2, 100, 200, 256, 257, 300, 512])
            {
                await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url);
                await rogue.OpenAsync(Policy, MessageSecurityMode.SignAndEncrypt, spoil: chunk =>
                {
                    chunk[^at] ^= 1;
                    return chunk;
                });
                var heard = await rogue.EndAsync();
                answers.Add(Convert.ToHexString(heard.Bytes));
                arena.Count(rogue.Said);
            }

            Assert.Single(answers.Select(answer => answer[..8]).Distinct());
            Assert.InRange(answers.Count, 1, 2);
        });
    }

    private static IEnumerable<BadInput> Echoes()
    {
        (string What, Func<RogueClient, byte[]> Signature)[] signatures =
        [
            ("none", _ => []), ("zeros", _ => new byte[256]), ("the server's own", rogue => rogue.Created.ServerSignature.Signature!),
            ("of nothing", _ => Sign([])), ("of the nonce alone", rogue => Sign(rogue.ServerNonce)), ("of the client's certificate", rogue => Sign([.. Plant.Client.Der.Span, .. rogue.ServerNonce])),
            ("with another key", rogue => AsymmetricCryptography.Sign(Policy, Plant.Server.PrivateKey, [.. Plant.Server.Der.Span, .. rogue.ServerNonce])), ("of 1 MiB", _ => new byte[250_000]),
        ];
        foreach (var (what, signature) in signatures)
        {
            yield return new("B2", $"a client's signature that is {what}", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync(Policy, MessageSecurityMode.SignAndEncrypt);
                await rogue.CreateSessionAsync();
                Expect("BadApplicationSignatureInvalid", await rogue.ActivateAsync(signature: signature(rogue)));
                Expect("BadSessionNotActivated", await rogue.AskAsync(new ReadRequest { NodesToRead = [new ReadValueId(Plant.CounterId)] }));
            }, "closed"));
        }

        yield return new("B2", "the signature of the activation before", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync(Policy, MessageSecurityMode.SignAndEncrypt);
            await rogue.CreateSessionAsync();
            var signature = Sign([.. Plant.Server.Der.Span, .. rogue.ServerNonce]);
            Assert.IsType<ActivateSessionResponse>(await rogue.ActivateAsync(signature: signature));
            Expect("BadApplicationSignatureInvalid", await rogue.ActivateAsync(signature: signature));
        }, "closed"));
        foreach (var length in (int[])[0, 16, 31])
        {
            yield return new("B2", $"a session's nonce of {length} bytes", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync(Policy, MessageSecurityMode.SignAndEncrypt);
                Expect("BadNonceInvalid", await rogue.AskAsync(new CreateSessionRequest
                {
                    ClientDescription = new ApplicationDescription { ApplicationUri = Plant.ClientUri },
                    ClientNonce = new byte[length],
                    ClientCertificate = Plant.Client.Der.ToArray(),
                }));
            }, "closed"));
        }
    }

    private static IEnumerable<BadInput> Secrets()
    {
        (string What, Func<RogueClient, ExtensionObject> Token)[] tokens =
        [
            ("of 0 bytes", _ => User([])), ("of 1 byte", _ => User([1])), ("of 255 bytes", _ => User(new byte[255])), ("of 257 bytes", _ => User(new byte[257])),
            ("of 64 KiB", _ => User(new byte[65_536])), ("of 200,000 bytes", _ => User(new byte[200_000])), ("null", _ => User(null)),
            ("with another nonce", _ => User(Encrypted(Secret("right", new byte[32])))), ("with half the nonce", rogue => User(Encrypted(Secret("right", rogue.ServerNonce[..16])))),
            ("without a nonce", _ => User(Encrypted(Secret("right", [])))), ("of a length above the blob", rogue => User(Encrypted([.. Chunks.Numbers(1_000), .. rogue.ServerNonce]))),
            ("of a length below the blob", rogue => User(Encrypted([.. Chunks.Numbers(1), .. "right"u8, .. rogue.ServerNonce]))), ("of length -1", rogue => User(Encrypted([.. Chunks.Numbers(uint.MaxValue), .. rogue.ServerNonce]))),
            ("of length 2^31-1", rogue => User(Encrypted([.. Chunks.Numbers(int.MaxValue), .. rogue.ServerNonce]))), ("that is not UTF-8", rogue => User(Encrypted(Secret(null, rogue.ServerNonce)))),
            ("in clear text", _ => User("right"u8.ToArray(), null)), ("of an unknown algorithm", _ => User(new byte[256], "urn:mine")), ("of an algorithm with lines of a log", _ => User(new byte[256], "x\r\nERROR forged")),
            ("as EncryptedSecret", _ => User([1, 0xAA, 0, 1, 2, 3, 4], "http://opcfoundation.org/UA/SecurityPolicy#ECC_nistP256")),
            ("in a token without an end", _ => new ExtensionObject(new NodeId(324), ExtensionBody.Binary, new byte[] { 8, 0, 0, 0 })), ("in an empty token", _ => new ExtensionObject(new NodeId(324), ExtensionBody.Binary, ReadOnlyMemory<byte>.Empty)),
            ("in XML", _ => new ExtensionObject(new NodeId(323), ExtensionBody.Xml, "<UserNameIdentityToken/>"u8.ToArray())), ("in a token that nobody knows", _ => new ExtensionObject(new NodeId(99_999), ExtensionBody.Binary, new byte[10])),
        ];
        foreach (var (what, token) in tokens)
        {
            yield return Activation("B11", $"a password {what}", token, "BadIdentityTokenInvalid", "BadIdentityTokenRejected", "BadDecodingError", "BadUserAccessDenied", "BadEncodingLimitsExceeded");
        }
    }

    private static IEnumerable<BadInput> Guesses()
    {
        yield return new("B15", "wrong passwords in a row end the session", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            await rogue.CreateSessionAsync();
            var last = "";
            for (var i = 0; i < 10 && last != "BadSessionIdInvalid"; i++)
            {
                var fault = await rogue.ActivateAsync(User(Encrypted(Secret($"guess {i}", rogue.ServerNonce))));
                last = fault.Header.ServiceResult.ToString();
            }

            Assert.Equal("BadSessionIdInvalid", last);
        }, "closed"));
        // Each waits twice as long as the one before, whichever session it is for.
        yield return new("B15", "guesses, each in a session of its own, are told the same each time", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            for (var i = 0; i < 5; i++)
            {
                await rogue.CreateSessionAsync();
                Expect("BadUserAccessDenied", await rogue.ActivateAsync(User(Encrypted(Secret($"guess {i}", rogue.ServerNonce)))));
            }
        }, "closed"), MayTake: 5 * 60_000);
        foreach (var first in (int[])[0, 250, 500, 750])
        {
            yield return new("B15", $"guesses {first} to {first + 249} of {Floods.Guesses}, each from elsewhere, are told the same",
                arena => GuessEverywhereAsync(arena, first), MayTake: Floods.Guesses / 4 * 150_000L);
        }

        foreach (var first in (int[])[0, 500])
        {
            yield return new("B15", $"of guesses {first} to {first + 499} of {Floods.Guesses} from one place only a few are looked at",
                arena => GuessFromOnePlaceAsync(arena, first), MayTake: (Floods.Guesses / 2 * 200_000L) + 4_000_000); // another plant
        }

        foreach (var guess in (string[])["", "r", "righ", "Right", "right ", "right\0", "wrong", new string('x', 100)])
        {
            yield return Activation("B16", $"the guess '{guess.Replace("\0", "NUL", StringComparison.Ordinal)}' is told as every other", rogue => User(Encrypted(Secret(guess, rogue.ServerNonce))), "BadUserAccessDenied");
        }

        foreach (var name in (string[])["", "Engineer", "root", "engineer\0", "engineer' OR '1'='1", "*)(uid=*", "\u202Ereenigne", new string('u', 10_000)])
        {
            yield return Activation("B16", $"the user '{string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(20))}' of {name.Length} letters", rogue => User(Encrypted(Secret("right", rogue.ServerNonce)), Algorithm, name), "BadUserAccessDenied");
        }
    }

    private static Task GuessEverywhereAsync(Arena arena, int first) => InLanesAsync(first, Floods.Guesses / 4, async i =>
    {
        await using var rogue = await RogueClient.ConnectAsync(arena.Plant.Url, new IPAddress([127, 2, (byte)(i >> 8), (byte)i]));
        Expect("BadUserAccessDenied", await GuessAsync(rogue, i, () => { }));
        arena.Count(rogue.Said);
    });

    /// <summary>Time passes only while all who are left wait for an answer.</summary>
    private static async Task GuessFromOnePlaceAsync(Arena arena, int first)
    {
        var time = new FakeTimeProvider();
        var (lookedAt, left, waiting) = (0, Lanes, 0);
        await using var plant = new Plant();
        plant.Options = plant.Options with { CheckPassword = (_, _) => Interlocked.Increment(ref lookedAt) < 0 };
        await plant.StartAsync(arena.Log, time);
        var start = time.GetUtcNow();
        var guessing = InLanesAsync(first, Floods.Guesses / 2, async i =>
        {
            await using var rogue = await RogueClient.ConnectAsync(plant.Url);
            var fault = await GuessAsync(rogue, i, () => Interlocked.Increment(ref waiting));
            Interlocked.Decrement(ref waiting);
            Assert.Contains(fault.Header.ServiceResult.ToString(), (string[])["BadUserAccessDenied", "BadServerTooBusy"]);
            await rogue.AskAsync(new CloseSessionRequest()); // or it would push out those that wait
            arena.Count(rogue.Said);
        }, () => Interlocked.Decrement(ref left));
        while (!guessing.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (Volatile.Read(ref waiting) >= Volatile.Read(ref left))
            {
                time.Advance(LoginThrottle.MinDelay);
            }

            await arena.ServedAsync();
        }

        await guessing;
        // Those that came before the first was found wrong, those on the way to the longest delay, and then one after the other.
        Assert.InRange(lookedAt, 1, Lanes + Doublings + 1 + (int)((time.GetUtcNow() - start) / LoginThrottle.MaxDelay));
        await using var honest = await RogueClient.ConnectAsync(plant.Url, new IPAddress([127, 3, 0, 1]));
        await honest.LogInAsync();
    }

    private static Task InLanesAsync(int first, int count, Func<int, Task> guess, Action? end = null)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            try
            {
                while (Interlocked.Increment(ref next) is var i && i < count)
                {
                    await guess(first + i);
                }
            }
            finally
            {
                end?.Invoke();
            }
        }));
    }

    private static async Task<ServiceResponse> GuessAsync(RogueClient rogue, int number, Action asked)
    {
        await rogue.OpenAsync();
        await rogue.CreateSessionAsync();
        var token = User(Encrypted(Secret($"guess {number}", rogue.ServerNonce)));
        asked();
        return await rogue.ActivateAsync(token);
    }

    private static BadInput Activation(string id, string what, Func<RogueClient, ExtensionObject> token, params string[] expected) =>
        new(id, what, arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            await rogue.CreateSessionAsync();
            var fault = await rogue.ActivateAsync(token(rogue));
            Assert.Contains(fault.Header.ServiceResult.ToString(), expected);
            Expect("BadSessionNotActivated", await rogue.AskAsync(new ReadRequest { NodesToRead = [new ReadValueId(Plant.CounterId)] }));
        }, "closed"));

    private static void Expect(string status, ServiceResponse fault) => Assert.Equal(status, fault.Header.ServiceResult.ToString());

    private static ExtensionObject User(byte[]? password, string? algorithm = "", string name = Plant.User) =>
        new UserNameIdentityToken("username", name, password, algorithm == "" ? Algorithm : algorithm).ToExtensionObject();

    private static byte[] Secret(string? password, byte[] nonce)
    {
        var text = password is null ? [0xFF, 0xFE] : System.Text.Encoding.UTF8.GetBytes(password);
        return [.. BitConverter.GetBytes(text.Length + nonce.Length), .. text, .. nonce];
    }

    private static byte[] Encrypted(byte[] plain)
    {
        using var key = (RSA)TrustFolder.PublicKey(Plant.Server.Der.Span, Policy);
        return plain.Length == 0 ? key.Encrypt(plain, Policy.EncryptionPadding) : AsymmetricCryptography.Encrypt(Policy, key, plain);
    }

    private static byte[] Pkcs1(byte[] plain)
    {
        using var key = (RSA)TrustFolder.PublicKey(Plant.Server.Der.Span, Policy);
        return key.Encrypt(plain, RSAEncryptionPadding.Pkcs1);
    }

    private static byte[] Altered(byte[] bytes)
    {
        bytes[100] ^= 1;
        return bytes;
    }

    private static byte[] Sign(byte[] data) => AsymmetricCryptography.Sign(Policy, Plant.Client.PrivateKey, data);
}
