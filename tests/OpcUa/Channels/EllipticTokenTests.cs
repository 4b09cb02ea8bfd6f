using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>What both sides take and refuse as they agree on a token under policies with keys on a curve.</summary>
public sealed class EllipticTokenTests : IDisposable
{
    private static readonly SecurityPolicy Policy = SecurityPolicy.EccNistP256;
    private readonly TestFolder _folder = new();
    private readonly ApplicationCertificate _client = ApplicationCertificate.Create(KeyKind.NistP256, "urn:test:client", "client", TimeProvider.System, "localhost");
    private readonly ApplicationCertificate _server = ApplicationCertificate.Create(KeyKind.NistP256, "urn:test:server", "server", TimeProvider.System, "localhost");
    private readonly ApplicationCertificate _rsa = ApplicationCertificate.Create("urn:test:server", "server", TimeProvider.System, "localhost");
    private readonly TrustFolder _trust;

    public EllipticTokenTests()
    {
        _trust = new TrustFolder(_folder["pki"]);
        Array.ForEach([_client, _server, _rsa], each => _trust.Trust(each.Der.Span));
    }

    public static TheoryData<string> WrongNonces => ["none", "short", "long", "zero", "beside the curve", "beyond the field", "repeated"];

    [Fact]
    public void An_opening_message_is_signed_and_readable_and_nothing_is_padded()
    {
        using var key = TrustFolder.PublicKey(_client.Der.Span, Policy);

        var chunk = AsymmetricChunk.Seal(Policy, _client, key, _server.Der.Span, 0, 0, 1, [7, 8, 9]);

        var header = AsymmetricHeader.Read(chunk);
        byte[] plain = [0, 0, 0, 0, 1, 0, 0, 0, 7, 8, 9];
        Assert.Equal(plain, chunk[header.Length..^64]);
        Assert.Equal(_server.ThumbprintBytes.ToArray(), header.ReceiverThumbprint);
        Assert.Equal(chunk.Length, BitConverter.ToInt32(chunk, 4));
        Assert.True(AsymmetricCryptography.Verify(Policy, key, chunk.AsSpan(..^64), chunk.AsSpan(^64)));
    }

    [Fact]
    public void An_opening_message_altered_anywhere_is_refused()
    {
        using var key = TrustFolder.PublicKey(_client.Der.Span, Policy);
        var good = AsymmetricChunk.Seal(Policy, _client, key, _server.Der.Span, 0, 0, 1, [7, 8, 9]);
        var header = AsymmetricHeader.Read(good);

        for (var at = header.Length; at < good.Length; at++)
        {
            byte[] altered = [.. good];
            altered[at] ^= 0x80;
            Assert.Equal(
                StatusCode.BadSecurityChecksFailed,
                Assert.Throws<UaException>(() => AsymmetricChunk.Open(altered, header, Policy, _server, key)).Status);
        }

        for (var length = header.Length; length < good.Length; length++)
        {
            var cut = good[..length];
            Assert.Throws<UaException>(() => AsymmetricChunk.Open(cut, header, Policy, _server, key));
        }
    }

    [Theory]
    [MemberData(nameof(WrongNonces))]
    public void A_server_refuses_a_clients_key_that_is_none(string wrong)
    {
        using var granting = Granting();
        using var first = new EphemeralKey(Policy);
        Open(granting, renew: false);
        granting.Grant(Request(first.PublicKey, SecurityTokenRequestType.Issue));

        var refusal = Assert.Throws<UaException>(() => granting.Grant(Request(Spoiled(wrong, first.PublicKey), SecurityTokenRequestType.Renew)));

        Assert.Equal(StatusCode.BadNonceInvalid, refusal.Status);
    }

    [Theory]
    [MemberData(nameof(WrongNonces))]
    public void A_client_refuses_a_servers_key_that_is_none(string wrong)
    {
        using var opening = Opening(_client, _server);
        using var first = new EphemeralKey(Policy);
        opening.Request(TimeSpan.FromHours(1), renew: false);
        opening.Accept(Response(first.PublicKey)).DisposeSendKeys();
        opening.Request(TimeSpan.FromHours(1), renew: true);

        var refusal = Assert.Throws<UaException>(() => opening.Accept(Response(Spoiled(wrong, first.PublicKey))));

        Assert.Equal(StatusCode.BadNonceInvalid, refusal.Status);
    }

    [Fact]
    public void A_client_refuses_its_own_key_as_the_servers()
    {
        using var opening = Opening(_client, _server);
        var own = opening.Request(TimeSpan.FromHours(1), renew: false).ClientNonce!;

        Assert.Equal(StatusCode.BadNonceInvalid, Assert.Throws<UaException>(() => opening.Accept(Response(own))).Status);
    }

    [Fact]
    public void Each_token_has_keys_of_its_own()
    {
        using var opening = Opening(_client, _server);

        var first = opening.Request(TimeSpan.FromHours(1), renew: false).ClientNonce!;
        var second = opening.Request(TimeSpan.FromHours(1), renew: true).ClientNonce!;

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_server_with_a_certificate_of_RSA_is_refused_under_such_a_policy()
    {
        var refusal = Assert.Throws<UaException>(() => Opening(_client, _rsa));

        Assert.Equal(StatusCode.BadCertificateInvalid, refusal.Status);
        Assert.Contains("NistP256", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_with_a_certificate_of_RSA_does_not_begin_under_such_a_policy()
    {
        var refusal = Assert.Throws<UaException>(() => Opening(_rsa, _server));

        Assert.Equal(StatusCode.BadCertificateInvalid, refusal.Status);
        Assert.Contains("needs an application certificate with a key of the kind NistP256", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ECC_nistP256")]
    [InlineData("ECC_nistP384")]
    public void A_server_refuses_clients_with_a_certificate_of_another_kind(string name)
    {
        var policy = SecurityPolicy.Find(name);
        using var own = ApplicationCertificate.Create(policy.Keys[0], "urn:test:server", "server", TimeProvider.System, "localhost");
        using var granting = new TokenGranting(7, Options(own), TimeProvider.System);
        var signer = name == "ECC_nistP384" ? _client : _rsa; // a small curve is too weak for the large one's policy
        var chunk = Claimed(policy, own, signer);

        var refusal = Assert.Throws<UaException>(() => granting.Open(chunk));

        Assert.Equal(StatusCode.BadCertificateInvalid, refusal.Status);
    }

    [Fact]
    public void A_server_refuses_clients_with_keys_on_a_curve_under_a_policy_of_RSA()
    {
        using var granting = new TokenGranting(7, Options(_rsa), TimeProvider.System);
        var chunk = Claimed(SecurityPolicy.Basic256Sha256, _rsa, _client);

        Assert.Equal(StatusCode.BadCertificateInvalid, Assert.Throws<UaException>(() => granting.Open(chunk)).Status);
    }

    [Fact]
    public void A_server_without_a_certificate_for_a_policy_does_not_speak_it()
    {
        using var granting = new TokenGranting(7, Options(_rsa), TimeProvider.System);
        var chunk = Claimed(Policy, _rsa, _client);

        Assert.Equal(StatusCode.BadSecurityPolicyRejected, Assert.Throws<UaException>(() => granting.Open(chunk)).Status);
    }

    [Fact]
    public void A_certificate_on_the_larger_curve_does_for_the_smaller_ones_policy()
    {
        using var large = ApplicationCertificate.Create(KeyKind.NistP384, "urn:test:server", "server", TimeProvider.System, "localhost");
        _trust.Trust(large.Der.Span);

        using var opening = Opening(large, _server);

        Assert.Equal(64, opening.Request(TimeSpan.FromHours(1), renew: false).ClientNonce!.Length);
    }

    [Fact]
    public void Keys_of_certificates_that_are_not_on_their_curve_are_refused()
    {
        var certificate = Certificates.BesideTheCurve();
        _trust.Trust(certificate);

        var refusal = Assert.Throws<UaException>(() => _trust.Validate(certificate, "client", null, Policy, TimeProvider.System));

        Assert.Equal(StatusCode.BadCertificateInvalid, refusal.Status);
    }

    public void Dispose()
    {
        Array.ForEach([_client, _server, _rsa], each => each.Dispose());
        _folder.Dispose();
    }

    private static byte[] Spoiled(string how, byte[] first)
    {
        using var key = new EphemeralKey(Policy);
        return how switch
        {
            "none" => [],
            "short" => key.PublicKey[..^1],
            "long" => [.. key.PublicKey, 0],
            "zero" => new byte[64],
            "beside the curve" => [.. key.PublicKey[..^1], (byte)(key.PublicKey[^1] ^ 1)],
            "beyond the field" => [.. Enumerable.Repeat((byte)0xFF, 64)],
            _ => first,
        };
    }

    private static OpenSecureChannelRequest Request(byte[] nonce, SecurityTokenRequestType type) =>
        new() { RequestType = type, SecurityMode = MessageSecurityMode.SignAndEncrypt, ClientNonce = nonce, RequestedLifetime = 3_600_000 };

    private static OpenSecureChannelResponse Response(byte[] nonce) =>
        new() { SecurityToken = new ChannelSecurityToken(7, 1, default, 3_600_000), ServerNonce = nonce };

    /// <summary>An OPN that names a policy and shows a certificate; the rest is not looked at.</summary>
    private static byte[] Claimed(SecurityPolicy policy, ApplicationCertificate receiver, ApplicationCertificate shown)
    {
        using var buffer = new PooledBufferWriter();
        var writer = new UaWriter(buffer);
        writer.WriteUInt64(0);
        writer.WriteUInt32(0);
        writer.WriteString(policy.Uri);
        writer.WriteByteString(shown.Der.ToArray());
        writer.WriteByteString(receiver.ThumbprintBytes.ToArray());
        writer.WriteRaw(new byte[600]);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Open(TokenGranting granting, bool renew)
    {
        using var key = TrustFolder.PublicKey(_server.Der.Span, Policy);
        granting.Open(AsymmetricChunk.Seal(Policy, _client, key, _server.Der.Span, renew ? 7u : 0, 0, 1, [1]));
    }

    private TokenGranting Granting() => new(7, Options(_server), TimeProvider.System);

    private ServerChannelOptions Options(ApplicationCertificate own) => new()
    {
        Own = [own],
        Trust = _trust,
        Offered = [.. SecurityPolicy.All.Select(policy => (policy, MessageSecurityMode.SignAndEncrypt))],
    };

    private TokenOpening Opening(ApplicationCertificate own, ApplicationCertificate server)
    {
        var security = new ChannelSecurity { Policy = Policy, Mode = MessageSecurityMode.SignAndEncrypt, Own = own, Trust = _trust, ServerCertificate = server.Der };
        return new TokenOpening(security, TimeProvider.System);
    }
}
