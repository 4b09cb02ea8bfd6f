using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Transport;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Rogue.Tests.Certificates;

/// <summary>F1 to F10: certificates that are malformed, weak, looped, somebody else's, expired or not trusted (any more).</summary>
internal static class CertificateInputs
{
    private static readonly RSA Key = RSA.Create(2_048);
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static IEnumerable<BadInput> All => [.. Chains(), .. Curves(), .. Dates(), .. Names(), .. Keys(), .. Uses(), .. Malformed(), .. Store(), .. Changes()];

    private static IEnumerable<BadInput> Chains()
    {
        var one = Make("loop A", issuer: "CN=loop B");
        var two = Make("loop B", issuer: "CN=loop A");
        yield return Refused("F1", "two that issue each other", () => [.. one, .. two]);
        foreach (var depth in (int[])[2, 6, 50])
        {
            yield return Refused("F1", $"a chain of {depth}", () => [.. Enumerable.Range(0, depth).SelectMany(_ => one)]);
        }

        yield return Refused("F1", "10 MiB", () => [.. Enumerable.Repeat(one, (10 * 1024 * 1024 / one.Length) + 1).SelectMany(each => each)]) with { MayTake = 64 * 1024 * 1024 };
        yield return Refused("F1", "a leaf and rubbish", () => [.. one, 1, 2, 3]);
    }

    private static IEnumerable<BadInput> Curves()
    {
        foreach (var curve in (ECCurve[])[ECCurve.NamedCurves.nistP256, ECCurve.NamedCurves.nistP384, ECCurve.NamedCurves.nistP521])
        {
            yield return Refused("F2", $"a key of the curve {curve.Oid.FriendlyName}", () =>
            {
                using var key = ECDsa.Create(curve);
                using var certificate = new CertificateRequest("CN=curve", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
                return certificate.RawData;
            });
        }

        yield return Refused("F2", "a curve of explicit parameters that make a square root endless", () =>
        {
            // The OID of an elliptic key with rubbish for its parameters, in the place of RSA's (as in CVE-2022-0778).
            var der = Make("params");
            var at = der.AsSpan().IndexOf(Convert.FromHexString("2A864886F70D010101"));
            Convert.FromHexString("2A8648CE3D02010000").CopyTo(der, at);
            return der;
        });
    }

    private static IEnumerable<BadInput> Dates()
    {
        yield return Refused("F3", "expired", () => Make("expired", from: Now.AddYears(-2), to: Now.AddDays(-1)), isTrusted: true);
        yield return Refused("F3", "not yet valid", () => Make("not yet", from: Now.AddDays(1), to: Now.AddYears(1)), isTrusted: true);
        yield return Refused("F3", "an unknown critical extension, not trusted", () => Make("critical", extension: new X509Extension("1.2.3.4.5", [4, 0], critical: true)));
        yield return Refused("F3", "an issuer that nobody knows", () => Make("issued", issuer: "CN=nobody"));
    }

    private static IEnumerable<BadInput> Names()
    {
        foreach (var (what, uri) in ((string, string?)[])[("another application", "urn:test:other"), ("no alternative name", null), ("an empty one", "")])
        {
            yield return new("F4", $"a server's certificate for {what}", arena => JudgeAsync(arena, Make("name", uri: uri), "urn:test:plant", isTrusted: true));
        }

        foreach (var name in (string[])["a\r\n2026-01-01 ERROR forged", "\u202Egnp.exe", new string('a', 10_000), "<script>alert(1)</script>", "../../../etc/passwd"])
        {
            yield return Refused("F4", $"a subject of {name.Length} letters that begins with '{string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(5))}'", () => Make(name));
            yield return Refused("F4", $"the same with a weak key: {name.Length} {string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(5))}", () => Make(name, bits: 1_024));
        }
    }

    private static IEnumerable<BadInput> Keys()
    {
        foreach (var bits in (int[])[512, 1_024, 2_040])
        {
            yield return Refused("F5", $"RSA of {bits} bits", () => Make("small", bits: bits), isTrusted: true);
        }

        foreach (var (what, exponent) in ((string, byte[])[])[("1", [1]), ("2", [2]), ("huge", [.. Enumerable.Repeat((byte)0x7F, 256)])])
        {
            yield return Refused("F5", $"an exponent of {what}", () => MakeWith(exponent));
        }

        foreach (var (what, oid) in ((string, string)[])[("SHA-1", "2A864886F70D010105"), ("MD5", "2A864886F70D010104")])
        {
            yield return Refused("F5", $"signed with {what}", () => Replaced(Make("weak"), "2A864886F70D01010B", oid), isTrusted: true);
        }
    }

    private static IEnumerable<BadInput> Uses()
    {
        foreach (var (what, usage) in ((string, X509KeyUsageFlags?)[])[("none", null), ("signing only", X509KeyUsageFlags.DigitalSignature), ("issuing only", X509KeyUsageFlags.KeyCertSign), ("encryption only", X509KeyUsageFlags.DataEncipherment)])
        {
            yield return Refused("F6", $"a key usage of {what}", () => Make("usage", usage: usage), isTrusted: true);
        }

        yield return Refused("F6", "self-signed and not in the trust list", () => Make("stranger"));
        yield return Refused("F6", "an authority as a leaf", () => Make("authority", usage: X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, extension: new X509BasicConstraintsExtension(true, false, 0, true)), isTrusted: true);
    }

    private static IEnumerable<BadInput> Malformed()
    {
        var good = Make("good");
        foreach (var part in Enumerable.Range(0, good.Length).Chunk(40))
        {
            yield return new("F7", $"cut and altered at bytes {part[0]} to {part[^1]}", async arena => await Task.Run(() =>
            {
                using var folder = new TestFolder();
                var trust = new TrustFolder(folder["trust"]);
                foreach (var at in part)
                {
                    var altered = good.ToArray();
                    altered[at] ^= 0xFF;
                    Expect(trust, good[..at]);
                    Expect(trust, altered);
                }
            }), MayTake: 64 * 1024 * 1024);
        }

        foreach (var (what, der) in ((string, byte[])[])[("nothing", []), ("a length without end", [0x30, 0x80]), ("a length of 2^31-1", [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF]), ("a null", [5, 0]), ("PKCS#12", [0x30, 0x10, 2, 1, 3, 0x30, 0x0B, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1]), ("PEM", "-----BEGIN CERTIFICATE-----"u8.ToArray()), ("10,000 sequences", [.. Enumerable.Range(0, 10_000).SelectMany(_ => (byte[])[0x30, 0x80])])])
        {
            yield return Refused("F7", what, () => der);
        }
    }

    private static IEnumerable<BadInput> Store()
    {
        yield return new("F8", "150 strangers are refused, and 100 kept", async arena => await Task.Run(() =>
        {
            using var folder = new TestFolder();
            var trust = new TrustFolder(folder["trust"]);
            for (var i = 0; i < 150; i++)
            {
                Expect(trust, Make($"stranger {i}"));
            }

            Assert.InRange(Directory.GetFiles(trust.RejectedPath, "*.der").Length, 1, TrustFolder.MaxRejected);
            Assert.Empty(Directory.GetFiles(trust.TrustedPath));
        }), MayTake: 256 * 1024 * 1024);
        yield return new("F8", "the same stranger twice is not let in", async arena => await Task.Run(() =>
        {
            using var folder = new TestFolder();
            var trust = new TrustFolder(folder["trust"]);
            var stranger = Make("twice");
            Expect(trust, stranger);
            Expect(trust, stranger);
        }), MayTake: 8 * 1024 * 1024);
        yield return new("F9", "two certificates of one key are two certificates", async arena => await Task.Run(() =>
        {
            using var folder = new TestFolder();
            var trust = new TrustFolder(folder["trust"]);
            trust.Trust(Make("first", uri: "urn:first"));
            Expect(trust, Make("second", uri: "urn:second"));
        }), MayTake: 8 * 1024 * 1024);
    }

    private static IEnumerable<BadInput> Changes()
    {
        yield return new("F10", "trust that is taken back holds for the next channel", async arena =>
        {
            await using var plant = await new Plant().StartAsync(arena.Log);
            await using (var before = await Raw.RogueClient.ConnectAsync(plant.Url))
            {
                await before.OpenAsync(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
            }

            foreach (var file in Directory.GetFiles(plant.ServerTrust.TrustedPath))
            {
                File.Delete(file);
            }

            await using var after = await Raw.RogueClient.ConnectAsync(plant.Url);
            await after.OpenAsync(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt, spoil: chunk => chunk);
            Assert.Equal("BadSecurityChecksFailed", (await after.EndAsync()).Status);
        }, MayTake: 8 * 1024 * 1024);
    }

    /// <summary>Refused by the trust folder, and by a server to which it comes in an OPN.</summary>
    private static BadInput Refused(string id, string what, Func<byte[]> certificate, bool isTrusted = false) =>
        new(id, what, arena => JudgeAsync(arena, certificate(), null, isTrusted), MayTake: 16 * 1024 * 1024);

    private static async Task JudgeAsync(Arena arena, byte[] certificate, string? uri, bool isTrusted)
    {
        await Task.Run(() =>
        {
            using var folder = new TestFolder();
            var trust = new TrustFolder(folder["trust"]);
            if (isTrusted)
            {
                trust.Trust(certificate);
            }

            Expect(trust, certificate, uri);
        });
        if (certificate.Length < 7_000)
        {
            await arena.AttackServerAsync(rogue => rogue.SayAsync([.. Wire.Hello(), .. Steps.OpenOf(new byte[256], policy: SecurityPolicy.Basic256Sha256.Uri,
                certificate: certificate, thumbprint: Plant.Server.ThumbprintBytes.ToArray())]), "BadSecurityChecksFailed");
        }
    }

    private static void Expect(TrustFolder trust, byte[] certificate, string? uri = null)
    {
        var refusal = Assert.Throws<UaException>(() => trust.Validate(certificate, "server", uri, SecurityPolicy.Basic256Sha256, TimeProvider.System));
        Assert.StartsWith("BadCertificate", refusal.Status.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    private static byte[] Make(
        string name, DateTimeOffset? from = null, DateTimeOffset? to = null, string? uri = "urn:test:plant", int bits = 2_048, string? issuer = null,
        X509KeyUsageFlags? usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DataEncipherment, X509Extension? extension = null)
    {
        using var small = bits == 2_048 ? null : RSA.Create(bits);
        var key = small ?? Key;
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (uri is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            if (uri.Length > 0)
            {
                names.AddUri(new Uri(uri));
            }

            request.CertificateExtensions.Add(names.Build());
        }

        if (usage is { } flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        }

        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var certificate = request.Create(
            issuer is null ? request.SubjectName : new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), from ?? Now.AddDays(-1), to ?? Now.AddYears(1), [7]);
        return certificate.RawData;
    }

    // The signature does not fit any more, which is not what must save us: the key is not to be taken.
    private static byte[] MakeWith(byte[] exponent) => exponent.Length == 1
        ? Replaced(Make("exponent"), "0203010001", $"02030000{exponent[0]:X2}")
        : Replaced(Make("exponent"), "0203010001", "02037FFFFF");

    private static byte[] Replaced(byte[] der, string from, string to) =>
        Convert.FromHexString(Convert.ToHexString(der).Replace(from, to, StringComparison.Ordinal));
}
