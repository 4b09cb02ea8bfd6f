using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class KeyDerivationTests
{
    [Fact]
    public void P_SHA256_gives_the_published_bytes()
    {
        // The TLS 1.2 PRF vector of the IETF TLS mailing list: PRF(secret, label, seed) = P_SHA256(secret, label + seed).
        var secret = Convert.FromHexString("9BBE436BA940F017B17652849A71DB35");
        byte[] seed = [.. "test label"u8, .. Convert.FromHexString("A0BA9F936CDA311827A6F796FFD5198C")];
        var derived = new byte[100];

        KeyDerivation.PHash(HashAlgorithmName.SHA256, secret, seed, derived);

        Assert.Equal(
            "E3F229BA727BE17B8D122620557CD453C2AAB21D07C3D495329B52D4E61EDB5A6B301791E90D35C9C9A46B4E14BAF9AF0FA022F7077DEF17"
            + "ABFD3797C0564BAB4FBC91666E9DEF9B97FCE34F796789BAA48082D122EE42C5A72E5A5110FFF70187347B66",
            Convert.ToHexString(derived));
    }

    [Fact]
    public void A_shorter_derivation_is_the_start_of_a_longer_one()
    {
        var all = new byte[200];
        KeyDerivation.PHash(HashAlgorithmName.SHA256, [1, 2, 3], [4, 5], all);

        Assert.All(Enumerable.Range(1, 199), length =>
        {
            var part = new byte[length];
            KeyDerivation.PHash(HashAlgorithmName.SHA256, [1, 2, 3], [4, 5], part);
            Assert.Equal(all[..length], part);
        });
    }
}
