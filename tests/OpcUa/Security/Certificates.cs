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
    public static UserCertificate User(string name = "engineer", X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature)
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return new UserCertificate(request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1)));
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

    public static byte[] IssuedBy(X509Certificate2 authority, DateTimeOffset? to = null)
    {
        var request = CertificateMaker.Request(Key, Uri, "issued", ["localhost"]);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(Usage, critical: true));
        var generator = X509SignatureGenerator.CreateForRSA(AuthorityKey, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority.SubjectName, generator, Now.AddDays(-10), to ?? Now.AddYears(1), [1, 2, 3]);
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
