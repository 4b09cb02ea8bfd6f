using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class SymmetricKeysTests
{
    public static TheoryData<string> Policies => [.. SecurityPolicy.All.Where(policy => !policy.IsNone).Select(policy => policy.Name)];

    [Theory]
    [MemberData(nameof(Policies))]
    public void They_are_the_plain_algorithms_with_the_derived_keys(string name)
    {
        var policy = SecurityPolicy.Find(name);
        var material = new byte[policy.SignatureKeyLength + policy.EncryptionKeyLength + policy.BlockLength];
        KeyDerivation.PHash(HashAlgorithmName.SHA256, [1, 2, 3], [9, 8], material);
        var data = RandomNumberGenerator.GetBytes(256);
        using var aes = Aes.Create();
        aes.Key = material[policy.SignatureKeyLength..^policy.BlockLength];
        using var keys = new SymmetricKeys(policy, material);

        var signature = new byte[policy.SignatureLength];
        keys.Sign(data, signature);
        byte[] encrypted = [.. data];
        keys.Encrypt(encrypted);
        byte[] decrypted = [.. encrypted];
        keys.Decrypt(decrypted);

        Assert.Equal(CryptographicOperations.HmacData(policy.Hash, material.AsSpan(0, policy.SignatureKeyLength), data), signature);
        Assert.Equal(aes.EncryptCbc(data, material.AsSpan(^policy.BlockLength..), PaddingMode.None), encrypted);
        Assert.Equal(data, decrypted);
    }

    [Fact]
    public void A_signature_with_one_bit_changed_is_refused_and_the_next_good_one_accepted()
    {
        using var keys = new SymmetricKeys(SecurityPolicy.Basic256Sha256, RandomNumberGenerator.GetBytes(SecurityPolicy.Basic256Sha256.MaterialLength));
        byte[] data = [1, 2, 3];
        var signature = new byte[32];
        keys.Sign(data, signature);

        for (var bit = 0; bit < 256; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(keys.Verify(data, signature));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(keys.Verify(data, signature));
    }
}
