using System.Security.Cryptography;
using System.Text;
using CsCheck;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class EccSecretTests : IDisposable
{
    private static readonly byte[] Nonce = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
    private readonly FakeTimeProvider _time = new(Certificates.Now);
    private readonly ApplicationCertificate _client;
    private readonly ApplicationCertificate _other;
    private readonly EphemeralKey _server = new(SecurityPolicy.EccNistP256);

    public EccSecretTests()
    {
        _client = ApplicationCertificate.Create(KeyKind.NistP256, "urn:test:client", "client", _time, "localhost");
        _other = ApplicationCertificate.Create(KeyKind.NistP256, "urn:test:other", "other", _time, "localhost");
    }

    public static TheoryData<string, KeyKind> Kinds => new()
    {
        { "ECC_nistP256", KeyKind.NistP256 }, { "ECC_nistP256", KeyKind.NistP384 }, { "ECC_nistP384", KeyKind.NistP384 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_password_comes_out_as_it_went_in(string name, KeyKind kind)
    {
        var policy = SecurityPolicy.Find(name);
        using var client = ApplicationCertificate.Create(kind, "urn:test:client", "client", _time, "localhost");
        using var server = new EphemeralKey(policy);

        foreach (var password in Enumerable.Range(0, 40).Select(length => new string('x', length)).Append("密码 ü").Append(new string('y', PasswordSecret.MaxLength)))
        {
            var secret = EccSecret.Encrypt(policy, client, server.PublicKey, password, Nonce, _time);

            Assert.Equal(password, EccSecret.Decrypt(policy, server, client.PrivateKey, secret, Nonce));
        }
    }

    [Fact]
    public void Its_layout_is_the_one_of_the_specification()
    {
        var policy = SecurityPolicy.EccNistP256;
        var secret = Encrypt("secret");

        var reader = new UaReader(secret, CodecLimits.Server);
        Assert.Equal(new NodeId(17546), reader.ReadNodeId());
        Assert.Equal(1, reader.ReadByte());
        Assert.Equal(secret.Length - reader.Position - 4, reader.ReadInt32());
        Assert.Equal(policy.Uri, reader.ReadString());
        Assert.Equal(_client.Der.ToArray(), reader.ReadByteString());
        Assert.Equal(UaDateTime.Now(_time), reader.ReadDateTime());
        Assert.Equal(4 + 64 + 4 + 64, reader.ReadUInt16());
        var sender = reader.ReadByteString()!;
        Assert.Equal(_server.PublicKey, reader.ReadByteString());
        var cipher = reader.Take(reader.Remaining - 64).ToArray();
        Assert.True(AsymmetricCryptography.Verify(policy, _client.PrivateKey, secret.AsSpan(..^64), reader.Take(64)));

        var material = _server.Derive(sender, "opcua-secret", sender, _server.PublicKey, 32);
        using var aes = Aes.Create();
        aes.Key = material[..16];
        byte[] bare = [32, 0, 0, 0, .. Nonce, 6, 0, 0, 0, .. "secret"u8];
        byte[] expected = [.. bare, .. Enumerable.Repeat((byte)16, 16), 16, 0]; // 48 bytes with the size; a secret below a block takes one more
        Assert.Equal(expected, aes.DecryptCbc(cipher, material.AsSpan(16), PaddingMode.None));
    }

    [Fact]
    public void Altered_anywhere_it_is_refused_alike()
    {
        var good = Encrypt("secret");

        for (var at = 0; at < good.Length; at++)
        {
            byte[] altered = [.. good];
            altered[at] ^= 1;
            Assert.Equal(StatusCode.BadIdentityTokenInvalid, Refusal(altered).Status);
        }
    }

    [Fact]
    public void Cut_off_or_longer_it_is_refused()
    {
        var good = Encrypt("secret");

        for (var length = 0; length < good.Length; length += 7)
        {
            Refusal(good[..length]);
        }

        Refusal([.. good, 0]);
    }

    [Fact]
    public void One_for_another_session_is_refused() =>
        Assert.Throws<UaException>(() => EccSecret.Decrypt(SecurityPolicy.EccNistP256, _server, _client.PrivateKey, Encrypt("secret"), new byte[32]));

    [Fact]
    public void One_for_an_earlier_key_is_refused()
    {
        using var next = new EphemeralKey(SecurityPolicy.EccNistP256);

        Assert.Throws<UaException>(() => EccSecret.Decrypt(SecurityPolicy.EccNistP256, next, _client.PrivateKey, Encrypt("secret"), Nonce));
    }

    [Fact]
    public void One_that_another_client_signed_is_refused() =>
        Assert.Throws<UaException>(() => EccSecret.Decrypt(SecurityPolicy.EccNistP256, _server, _other.PrivateKey, Encrypt("secret"), Nonce));

    [Theory]
    [InlineData("")] // the padding as the specification has it
    [InlineData("0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f")] // and a second one behind it, as the reference implementation makes it
    public void Padding_is_taken_as_senders_make_it(string behind) =>
        Assert.Equal("pass", Open([32, 0, 0, 0, .. Nonce, 4, 0, 0, 0, .. "pass"u8, 2, 2, 2, 0, .. Convert.FromHexString(behind)]));

    [Theory]
    [InlineData("02020100")]
    [InlineData("02020201")]
    [InlineData("ff02020000000000")]
    public void Padding_of_another_kind_is_refused(string padding)
    {
        byte[] plain = [32, 0, 0, 0, .. Nonce, 4, 0, 0, 0, .. "pass"u8, .. Convert.FromHexString(padding)];

        Assert.Throws<UaException>(() => Open([.. plain, .. new byte[(16 - (plain.Length % 16)) % 16]]));
    }

    [Fact]
    public void What_a_client_signs_may_be_anything() => Gen.Byte.Array[0, 300].Sample(bytes =>
        Refusal([.. bytes, .. AsymmetricCryptography.Sign(SecurityPolicy.EccNistP256, _client.PrivateKey, bytes)]).Status == StatusCode.BadIdentityTokenInvalid,
        iter: 2_000);

    [Fact]
    public void A_password_that_is_too_long_is_not_sent() =>
        Assert.Throws<UaException>(() => Encrypt(new string('x', PasswordSecret.MaxLength + 1)));

    [Fact]
    public void For_what_is_no_key_nothing_is_encrypted() => Assert.Equal(
        StatusCode.BadNonceInvalid,
        Assert.Throws<UaException>(() => EccSecret.Encrypt(SecurityPolicy.EccNistP256, _client, new byte[64], "secret", Nonce, _time)).Status);

    public void Dispose()
    {
        _client.Dispose();
        _other.Dispose();
        _server.Dispose();
    }

    private byte[] Encrypt(string password) => EccSecret.Encrypt(SecurityPolicy.EccNistP256, _client, _server.PublicKey, password, Nonce, _time);

    private UaException Refusal(byte[] secret) =>
        Assert.Throws<UaException>(() => EccSecret.Decrypt(SecurityPolicy.EccNistP256, _server, _client.PrivateKey, secret, Nonce));

    /// <summary>Opens a secret with this payload, all else as it ought to be.</summary>
    private string Open(byte[] payload)
    {
        using var sender = new EphemeralKey(SecurityPolicy.EccNistP256);
        var material = sender.Derive(_server.PublicKey, "opcua-secret", sender.PublicKey, _server.PublicKey, 32);
        using var aes = Aes.Create();
        aes.Key = material[..16];
        var uri = Encoding.UTF8.GetBytes(SecurityPolicy.EccNistP256.Uri);
        byte[] rest =
        [
            .. BitConverter.GetBytes(uri.Length), .. uri, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[8], 136, 0,
            64, 0, 0, 0, .. sender.PublicKey, 64, 0, 0, 0, .. _server.PublicKey, .. aes.EncryptCbc(payload, material.AsSpan(16), PaddingMode.None),
        ];
        byte[] signed = [1, 0, .. BitConverter.GetBytes((ushort)17546), 1, .. BitConverter.GetBytes(rest.Length + 64), .. rest];
        byte[] secret = [.. signed, .. AsymmetricCryptography.Sign(SecurityPolicy.EccNistP256, _client.PrivateKey, signed)];
        return EccSecret.Decrypt(SecurityPolicy.EccNistP256, _server, _client.PrivateKey, secret, Nonce);
    }
}
