using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Tests.Security;

/// <summary>Certificates with one thing wrong each.</summary>
internal static class Certificates
{
    public const string Uri = "urn:test:peer";
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly RSA Key = RSA.Create(2_048);
    private static readonly RSA AuthorityKey = RSA.Create(2_048);
    private static readonly RSA IntermediateKey = RSA.Create(2_048);

    public static byte[] Good() => Make(Key);

    public static byte[] Expired() => Make(Key, from: Now.AddYears(-2), to: Now.AddDays(-1));

    public static byte[] NotYet() => Make(Key, from: Now.AddDays(1), to: Now.AddYears(1));

    public static byte[] SmallKey()
    {
        using var small = RSA.Create(1_024);
        return Make(small);
    }

    public static byte[] WithoutUsage() => Make(Key, usage: null);

    public static byte[] SigningOnly() => Make(Key, usage: X509KeyUsageFlags.DigitalSignature);

    public static byte[] SignedWithSha1() => Make(Key, signer: new Sha1Signer(Key));

    /// <summary>A person's, as an authority in a plant makes them: no application URI, signatures only; valid around the present.</summary>
    public static UserCertificate User(
        string name = "engineer", X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature, KeyKind kind = KeyKind.Rsa)
    {
        using var key = Keys.Create(kind);
        var request = key is ECDsa curve
            ? new CertificateRequest($"CN={name}", curve, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={name}", (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return new UserCertificate(request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1)));
    }

    /// <summary>Whose RSA key has this exponent; the signature is another key's, which comes out only later.</summary>
    public static byte[] WithExponent(byte[] exponent)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Key.ExportParameters(false).Modulus);
            writer.WriteIntegerUnsigned(exponent);
        }

        return WithKey(new PublicKey(new Oid("1.2.840.113549.1.1.1"), new AsnEncodedData([5, 0]), new AsnEncodedData(writer.Encode())));
    }

    /// <summary>Whose curve is not a named one (CVE-2022-0778).</summary>
    public static byte[] WithExplicitCurve() => WithKey(new PublicKey(
        new Oid("1.2.840.10045.2.1"), new AsnEncodedData(Convert.FromHexString("30060201010201FF")), new AsnEncodedData([4, 1, 1])));

    /// <summary>Whose point is not one of its curve; the signature is another key's, which comes out only later.</summary>
    public static byte[] BesideTheCurve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = new PublicKey(key).EncodedKeyValue.RawData;
        point[^1] ^= 1;
        return WithKey(new PublicKey(new Oid("1.2.840.10045.2.1"), new AsnEncodedData(Convert.FromHexString("06082A8648CE3D030107")), new AsnEncodedData(point)));
    }

    public static byte[] Elliptic()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=elliptic", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
        return certificate.RawData;
    }

    public static X509Certificate2 Authority(bool isAuthority = true)
    {
        var request = new CertificateRequest("CN=plant authority", AuthorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(5));
    }

    /// <summary>An authority below another.</summary>
    public static X509Certificate2 Intermediate(X509Certificate2 authority, string name = "line authority", DateTimeOffset? to = null)
    {
        var request = new CertificateRequest($"CN={name}", IntermediateKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var generator = X509SignatureGenerator.CreateForRSA(AuthorityKey, RSASignaturePadding.Pkcs1);
        return request.Create(authority.SubjectName, generator, Now.AddDays(-100), to ?? Now.AddYears(2), [4, 4]);
    }

    /// <summary>A revocation list of an authority made here, DER.</summary>
    /// <param name="forged">Signed by somebody else.</param>
    public static byte[] Revocations(X509Certificate2 authority, DateTimeOffset? next = null, bool forged = false, params byte[][] serials)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var serial in serials)
        {
            builder.AddEntry(serial, Now.AddDays(-1));
        }

        var key = forged ? Key : authority.SubjectName.Name.Contains("line", StringComparison.Ordinal) ? IntermediateKey : AuthorityKey;
        return builder.Build(
            authority.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), 1, next ?? Now.AddDays(30), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First()), Now.AddDays(-2));
    }

    public static byte[] IssuedByIntermediate(X509Certificate2 authority) => Issue(authority, IntermediateKey, Now.AddYears(1));

    public static byte[] IssuedBy(X509Certificate2 authority, DateTimeOffset? to = null) => Issue(authority, AuthorityKey, to ?? Now.AddYears(1));

    public static readonly byte[] IssuedSerial = [1, 2, 3];

    private static byte[] Issue(X509Certificate2 authority, RSA signer, DateTimeOffset to)
    {
        var request = CertificateMaker.Request(Key, Uri, "issued", ["localhost"]);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(Usage, critical: true));
        var generator = X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority.SubjectName, generator, Now.AddDays(-10), to, IssuedSerial);
        return certificate.RawData;
    }

    private const X509KeyUsageFlags Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DataEncipherment;

    private static byte[] Make(
        RSA key, DateTimeOffset? from = null, DateTimeOffset? to = null, X509KeyUsageFlags? usage = Usage, X509SignatureGenerator? signer = null)
    {
        var request = CertificateMaker.Request(key, Uri, "peer", ["localhost", "127.0.0.1"]);
        if (usage is { } flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        }

        var generator = signer ?? X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(request.SubjectName, generator, from ?? Now.AddDays(-1), to ?? Now.AddYears(1), [7]);
        return certificate.RawData;
    }

    private static byte[] WithKey(PublicKey key)
    {
        var request = new CertificateRequest(new X500DistinguishedName("CN=odd"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(Usage, critical: true));
        var signer = X509SignatureGenerator.CreateForRSA(Key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(request.SubjectName, signer, Now.AddDays(-1), Now.AddYears(1), [8]);
        return certificate.RawData;
    }

    // .NET itself no longer signs with it.
    private sealed class Sha1Signer(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            Convert.FromHexString("300D06092A864886F70D0101050500"); // sha1WithRSAEncryption

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
            key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}
