using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// One security policy as data (Part 7 §6.6.161 and following): which algorithms, which key lengths. A further policy is a further row of <see cref="All"/>.
/// All lengths are in bytes unless they say bits.
/// </summary>
public sealed record SecurityPolicy
{
    private const string Base = "http://opcfoundation.org/UA/SecurityPolicy#";
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private const string RsaPssSha256 = "http://opcfoundation.org/UA/security/rsa-pss-sha2-256";
    private const string RsaOaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep";
    private const string RsaOaepSha256 = "http://opcfoundation.org/UA/security/rsa-oaep-sha2-256";
    private const string RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    private const string RsaPkcs1 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";

    /// <summary>No security at all: neither signed nor encrypted nor certain who the peer is.</summary>
    public static SecurityPolicy None { get; } = new() { Name = "None", MaxKeyBits = 0, NonceLength = 0 };

    public static SecurityPolicy Basic256Sha256 { get; } = new() { Name = "Basic256Sha256" };

    public static SecurityPolicy Aes128Sha256RsaOaep { get; } = new() { Name = "Aes128_Sha256_RsaOaep", EncryptionKeyLength = 16 };

    public static SecurityPolicy Aes256Sha256RsaPss { get; } = new()
    {
        Name = "Aes256_Sha256_RsaPss",
        SignaturePadding = RSASignaturePadding.Pss,
        EncryptionPadding = RSAEncryptionPadding.OaepSHA256,
        EncryptionOverhead = 66,
        AsymmetricSignatureUri = RsaPssSha256,
        AsymmetricEncryptionUri = RsaOaepSha256,
    };

    /// <summary>Withdrawn for its SHA-1: a client speaks it with old machines that are excepted by name, no server here offers it.</summary>
    public static SecurityPolicy Basic256 { get; } = new()
    {
        Name = "Basic256",
        IsDeprecated = true,
        Hash = HashAlgorithmName.SHA1,
        SignatureKeyLength = 24,
        SignatureLength = 20,
        MinKeyBits = 1_024,
        AsymmetricSignatureUri = RsaSha1,
    };

    /// <summary>Withdrawn for its SHA-1 and its padding, which can be made to betray secrets; as <see cref="Basic256"/>, and the last choice.</summary>
    public static SecurityPolicy Basic128Rsa15 { get; } = new()
    {
        Name = "Basic128Rsa15",
        IsDeprecated = true,
        Hash = HashAlgorithmName.SHA1,
        SignatureKeyLength = 16,
        SignatureLength = 20,
        EncryptionKeyLength = 16,
        NonceLength = 16,
        EncryptionPadding = RSAEncryptionPadding.Pkcs1,
        EncryptionOverhead = 11,
        MinKeyBits = 1_024,
        AsymmetricSignatureUri = RsaSha1,
        AsymmetricEncryptionUri = RsaPkcs1,
    };

    /// <summary>With a new key for each token, which nobody can make again from a key that is stolen later (Part 6 §6.8).</summary>
    public static SecurityPolicy EccNistP256 { get; } = new()
    {
        Name = "ECC_nistP256",
        Keys = [KeyKind.NistP256, KeyKind.NistP384],
        EncryptionKeyLength = 16,
        NonceLength = 64,
        AsymmetricSignatureUri = null,
        AsymmetricEncryptionUri = null,
    };

    /// <summary>As <see cref="EccNistP256"/>, with longer keys.</summary>
    public static SecurityPolicy EccNistP384 { get; } = new()
    {
        Name = "ECC_nistP384",
        Keys = [KeyKind.NistP384],
        Hash = HashAlgorithmName.SHA384,
        SignatureKeyLength = 48,
        SignatureLength = 48,
        NonceLength = 96,
        AsymmetricSignatureUri = null,
        AsymmetricEncryptionUri = null,
    };

    /// <summary>Every policy that this stack speaks and offers, the strongest first.</summary>
    public static IReadOnlyList<SecurityPolicy> All { get; } =
        [EccNistP384, EccNistP256, Aes256Sha256RsaPss, Basic256Sha256, Aes128Sha256RsaOaep, None];

    /// <summary>Broken ones, the stronger first: for clients, towards servers that a person has excepted by name.</summary>
    public static IReadOnlyList<SecurityPolicy> Deprecated { get; } = [Basic256, Basic128Rsa15];

    /// <summary>The name in configuration: the part of the URI after the #.</summary>
    public required string Name { get; init; }

    public string Uri => Base + Name;

    public bool IsNone => MaxKeyBits == 0;

    /// <summary>Withdrawn from the specification because it can be broken.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>The kinds of keys that its certificates may have; one of the first kind is made for it.</summary>
    public IReadOnlyList<KeyKind> Keys { get; init; } = [KeyKind.Rsa];

    /// <summary>Keys are agreed on with ephemeral keys on a curve, opening messages are signed and not encrypted, and chunks are numbered from 0 (Part 6 §6.8.1).</summary>
    public bool IsElliptic => Keys[0] != KeyKind.Rsa;

    /// <summary>Of signatures, of the chunks' HMAC and of the keys' derivation.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>HMAC key.</summary>
    public int SignatureKeyLength { get; init; } = 32;

    /// <summary>HMAC at the end of each chunk.</summary>
    public int SignatureLength { get; init; } = 32;

    /// <summary>AES-CBC key.</summary>
    public int EncryptionKeyLength { get; init; } = 32;

    /// <summary>AES block, also the length of the initialization vector.</summary>
    public int BlockLength { get; init; } = 16;

    /// <summary>What each side gives to the keys of a token: random bytes, or the x and y of an ephemeral key.</summary>
    public int NonceLength { get; init; } = 32;

    public RSASignaturePadding SignaturePadding { get; init; } = RSASignaturePadding.Pkcs1;

    public RSAEncryptionPadding EncryptionPadding { get; init; } = RSAEncryptionPadding.OaepSHA1;

    /// <summary>What the padding takes of each RSA block.</summary>
    public int EncryptionOverhead { get; init; } = 42;

    public int MinKeyBits { get; init; } = 2_048;

    public int MaxKeyBits { get; init; } = 4_096;

    /// <summary>Null where signatures carry no name of their algorithm.</summary>
    public string? AsymmetricSignatureUri { get; init; } = RsaSha256;

    /// <summary>Null where nothing is encrypted with certificates' keys.</summary>
    public string? AsymmetricEncryptionUri { get; init; } = RsaOaep;

    /// <summary>The key and the initialization vector for AES and the key for HMAC, of one direction.</summary>
    internal int MaterialLength => SignatureKeyLength + EncryptionKeyLength + BlockLength;

    /// <summary>Finds a policy by its URI or its name.</summary>
    /// <exception cref="UaException">BadSecurityPolicyRejected: unknown, or one of the broken ones that this stack leaves out.</exception>
    public static SecurityPolicy Find(string? uriOrName) =>
        All.FirstOrDefault(policy => policy.Uri == uriOrName || policy.Name == uriOrName)
        ?? throw new UaException(
            StatusCode.BadSecurityPolicyRejected,
            $"The security policy '{Shorten(uriOrName)}' is not one of {string.Join(", ", All.Select(policy => policy.Name))}.");

    /// <summary>Finds a policy, a broken one too: for a client that may be allowed to use it.</summary>
    /// <exception cref="UaException">BadSecurityPolicyRejected.</exception>
    public static SecurityPolicy FindForClient(string? uriOrName) =>
        Deprecated.FirstOrDefault(policy => policy.Uri == uriOrName || policy.Name == uriOrName) ?? Find(uriOrName);

    /// <summary>Whether a signature's algorithm is this policy's; where that has no name, peers write what they like.</summary>
    public bool NamesSignature(string? algorithm) => AsymmetricSignatureUri is null || AsymmetricSignatureUri == algorithm;

    public override string ToString() => Name;

    private static string Shorten(string? text) =>
        text is null ? "" : string.Concat(text.Where(letter => !char.IsControl(letter)).Take(100));
}
