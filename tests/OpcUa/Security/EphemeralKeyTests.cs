using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Security;

/// <summary>The agreement on keys on a curve; what is known of it was calculated with another library (pyca/cryptography) by the text of Part 6 §6.8.</summary>
public sealed class EphemeralKeyTests
{
    public static TheoryData<string, string, string, string, string> Known => new()
    {
        {
            "ECC_nistP256",
            "0085d7741af27f18cbefc7fdc96d4465f63d4e8da2126a196f87c4f7e1f65298",
            "00fb7daafb37d21221f75d0451fa35dfaacfca509150cecad0e40217b593c5b4",
            "10b9c2ceeb8f013179b56ccf3434eeecf09084e060bee7f2d35abdbcc2dd067ce34e3bf68389ba0ec0c9302bc7d92622f3b87104855a1353f5c5097f483a42a6",
            "087880f53bc326914fa14b439d4d6ac89939a01630625f10bce9f59283556f6aef095ebfd59a57553a72f19035b500ba0a7bd29b99c64332baade1669b66e688"
        },
        {
            "ECC_nistP384",
            "0085d7741af27f18cbefc7fdc96d4465f63d4e8da2126a196f87c4f7e1f65298855a0e4a4a8986936eae95e2b899e837",
            "00fb7daafb37d21221f75d0451fa35dfaacfca509150cecad0e40217b593c5b47566e80c1dd1f74556b3c46a357b699c",
            "53b79ee2eadb16144117d1c6dbec32bcd371d7e22f98a423179b128e26c5be7faf0983040ea6b4e0c4f55868140246e914b20b1134318c4e868c2f0b3cf2ac5c2d1bd006668336dd343f183e5968a2737f3c2c87c9c3aba05f2928a07141d6d7",
            "e487952d034e62c0835fb68fbb4a317b4c26ea535e4a349948482b9bb83950e57671408b5cc2812e2d5d183ccb1d4576c2ed58c07ffd7e9db7ef8c57172bb0dcf7bdeef9baa4f85c6fc314be0f6e9125c37e8e4de88be68c57255e2530259e7e"
        },
    };

    public static TheoryData<string, string> KnownSecrets => new()
    {
        { "ECC_nistP256", "2a04aef599bad254eb540e5cbd37a4c9845e6502d3d017deff0f583a026fa98a" },
        { "ECC_nistP384", "3d04a3579e4ebec4233503dc2a5e93673a17447027c85089bd22b0079eea32466bcbc33488f9acb7e5ea667c2fdf3c9b" },
    };

    public static TheoryData<string> Policies => ["ECC_nistP256", "ECC_nistP384"];

    [Theory]
    [MemberData(nameof(Known))]
    public void Both_sides_make_the_known_keys(string policy, string clientScalar, string serverScalar, string clientMaterial, string serverMaterial)
    {
        using var client = Key(policy, clientScalar);
        using var server = Key(policy, serverScalar);

        using var clients = TokenMaterial.FromKeys(client, server.PublicKey, isClient: true);
        using var servers = TokenMaterial.FromKeys(server, client.PublicKey, isClient: false);

        Assert.Equal((clientMaterial, serverMaterial), (Convert.ToHexStringLower(clients.Client), Convert.ToHexStringLower(clients.Server)));
        Assert.Equal((clientMaterial, serverMaterial), (Convert.ToHexStringLower(servers.Client), Convert.ToHexStringLower(servers.Server)));
    }

    [Theory]
    [MemberData(nameof(KnownSecrets))]
    public void The_key_of_a_secret_is_the_known_one(string policy, string material)
    {
        var scalars = Known.Single(each => each.Data.Item1 == policy).Data;
        using var sender = Key(policy, scalars.Item2);
        using var receiver = Key(policy, scalars.Item3);

        var made = sender.Derive(receiver.PublicKey, "opcua-secret", sender.PublicKey, receiver.PublicKey, material.Length / 2);

        Assert.Equal(material, Convert.ToHexStringLower(made));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void What_is_no_point_of_the_curve_is_refused(string name)
    {
        var policy = SecurityPolicy.Find(name);
        using var own = new EphemeralKey(policy);
        using var other = new EphemeralKey(policy);
        var half = policy.NonceLength / 2;
        byte[][] wrong =
        [
            [],
            new byte[policy.NonceLength], // the point at infinity, as some write it
            [.. Enumerable.Repeat((byte)0xFF, policy.NonceLength)], // beyond the field
            [.. other.PublicKey[..^1], (byte)(other.PublicKey[^1] ^ 1)], // beside the curve
            [.. other.PublicKey[half..], .. other.PublicKey[..half]],
            other.PublicKey[..^1],
            [.. other.PublicKey, 0],
            [4, .. other.PublicKey], // as certificates write it
            [2, .. other.PublicKey[..half]], // compressed
            RandomNumberGenerator.GetBytes(32), // the nonce of another policy
        ];

        Assert.All(wrong, point => Assert.Equal(
            StatusCode.BadNonceInvalid, Assert.Throws<UaException>(() => own.Derive(point, "opcua-client", [], [], 32)).Status));
    }

    [Fact]
    public void A_key_of_the_other_curve_is_refused()
    {
        using var small = new EphemeralKey(SecurityPolicy.EccNistP256);
        using var large = new EphemeralKey(SecurityPolicy.EccNistP384);

        Assert.Throws<UaException>(() => small.Derive(large.PublicKey, "opcua-client", [], [], 32));
        Assert.Throws<UaException>(() => large.Derive(small.PublicKey, "opcua-client", [], [], 32));
    }

    private static EphemeralKey Key(string name, string scalar)
    {
        var policy = SecurityPolicy.Find(name);
        return new EphemeralKey(policy, ECDiffieHellman.Create(new ECParameters { Curve = Keys.Curve(policy.Keys[0]), D = Convert.FromHexString(scalar) }));
    }
}
