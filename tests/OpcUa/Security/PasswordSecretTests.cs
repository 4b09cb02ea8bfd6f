using System.Security.Cryptography;
using CsCheck;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class PasswordSecretTests : IDisposable
{
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly RSA _key = RSA.Create(2_048);

    public static TheoryData<string> Policies => SymmetricKeysTests.Policies;

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_password_comes_out_as_it_went_in(string name)
    {
        var policy = SecurityPolicy.Find(name);
        string[] passwords = ["", "secret", "密码 ü", new string('x', PasswordSecret.MaxLength)];

        Assert.All(passwords, password =>
            Assert.Equal(password, PasswordSecret.Decrypt(policy, _key, PasswordSecret.Encrypt(policy, _key, password, Nonce), Nonce)));
    }

    [Fact]
    public void A_password_for_another_nonce_or_damaged_is_refused_with_one_status()
    {
        var policy = SecurityPolicy.Basic256Sha256;
        var cipher = PasswordSecret.Encrypt(policy, _key, "secret", Nonce);
        byte[][] wrong = [[], [1], cipher[..^1], [.. cipher, 0], [.. cipher, .. cipher], new byte[256], new byte[1_000_000]];

        Assert.Equal(StatusCode.BadIdentityTokenInvalid, Refusal(cipher, new byte[32]));
        Assert.All(wrong, each => Assert.Equal(StatusCode.BadIdentityTokenInvalid, Refusal(each, Nonce)));
    }

    [Fact]
    public void Random_contents_are_refused_with_one_status() => Gen.Byte.Array[0, 100].Sample(plain =>
    {
        var cipher = AsymmetricCryptography.Encrypt(SecurityPolicy.Basic256Sha256, _key, plain);
        Assert.Equal(StatusCode.BadIdentityTokenInvalid, Refusal(cipher, Nonce));
    }, iter: 200);

    [Fact]
    public void Without_encryption_no_password_leaves() => Assert.Equal(
        StatusCode.BadIdentityTokenInvalid,
        Assert.Throws<UaException>(() => PasswordSecret.Encrypt(SecurityPolicy.None, _key, "secret", Nonce)).Status);

    public void Dispose() => _key.Dispose();

    private StatusCode Refusal(byte[] cipher, byte[] nonce) =>
        Assert.Throws<UaException>(() => PasswordSecret.Decrypt(SecurityPolicy.Basic256Sha256, _key, cipher, nonce)).Status;
}
