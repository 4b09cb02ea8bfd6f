using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Which kinds of keys there are, and how they are told from each other in certificates.</summary>
internal static class Keys
{
    public const string RsaKey = "1.2.840.113549.1.1.1";
    public const string EllipticKey = "1.2.840.10045.2.1";
    private const int RsaBits = 2_048;

    // The curves' identifiers as they stand in a certificate: DER of 1.2.840.10045.3.1.7 and of 1.3.132.0.34.
    private static ReadOnlySpan<byte> NistP256 => [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

    private static ReadOnlySpan<byte> NistP384 => [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22];

    /// <summary>Null for a kind that no policy here uses.</summary>
    public static KeyKind? KindOf(X509Certificate2 certificate) => certificate.PublicKey.Oid.Value switch
    {
        RsaKey => KeyKind.Rsa,
        EllipticKey when certificate.PublicKey.EncodedParameters?.RawData is { } curve =>
            curve.AsSpan().SequenceEqual(NistP256) ? KeyKind.NistP256 : curve.AsSpan().SequenceEqual(NistP384) ? KeyKind.NistP384 : null,
        _ => null,
    };

    public static ECCurve Curve(KeyKind kind) => kind switch
    {
        KeyKind.NistP256 => ECCurve.NamedCurves.nistP256,
        KeyKind.NistP384 => ECCurve.NamedCurves.nistP384,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An RSA key has no curve."),
    };

    /// <summary>The hash with which certificates of such a key are signed.</summary>
    public static HashAlgorithmName Hash(KeyKind kind) => kind == KeyKind.NistP384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;

    public static AsymmetricAlgorithm Create(KeyKind kind) => kind == KeyKind.Rsa ? RSA.Create(RsaBits) : ECDsa.Create(Curve(kind));

    /// <summary>Null when the certificate has none of a kind that is known here.</summary>
    public static AsymmetricAlgorithm? PrivateKey(X509Certificate2 certificate) => KindOf(certificate) switch
    {
        null => null,
        KeyKind.Rsa => certificate.GetRSAPrivateKey(),
        _ => certificate.GetECDsaPrivateKey(),
    };
}
