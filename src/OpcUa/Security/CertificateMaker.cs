using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Makes application instance certificates as OPC UA wants them (Part 6 §6.2.2).</summary>
internal static class CertificateMaker
{
    private const string KeyIdentifier = "2.5.29.14";
    private const string AuthorityKeyIdentifier = "2.5.29.35";
    private const int ValidYears = 20; // equipment outlives its installers; who has a certificate authority replaces it earlier

    private const X509KeyUsageFlags Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation
        | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment | X509KeyUsageFlags.KeyCertSign;

    // Keys on a curve sign and agree on others; they encrypt nothing.
    private const X509KeyUsageFlags EllipticUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation
        | X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.KeyCertSign;

    public static X509Certificate2 SelfSigned(KeyKind kind, string applicationUri, string applicationName, TimeProvider time, IReadOnlyList<string> hosts)
    {
        using var key = Keys.Create(kind);
        var request = Request(key, kind, applicationUri, applicationName, hosts);
        request.CertificateExtensions.Add(UsageOf(kind));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
    }

    /// <summary>A self-signed certificate with a new key, perhaps of another kind, and all else as before.</summary>
    public static X509Certificate2 Successor(X509Certificate2 before, KeyKind kind, TimeProvider time)
    {
        using var key = Keys.Create(kind);
        var request = Request(key, kind, before.SubjectName);
        var isOther = Keys.KindOf(before) != kind;
        foreach (var extension in before.Extensions.Where(extension => extension.Oid?.Value is not (KeyIdentifier or AuthorityKeyIdentifier)))
        {
            request.CertificateExtensions.Add(isOther && extension is X509KeyUsageExtension ? UsageOf(kind) : extension);
        }

        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
    }

    /// <summary>A request with everything but the key usage.</summary>
    internal static CertificateRequest Request(RSA key, string applicationUri, string applicationName, IReadOnlyList<string> hosts) =>
        Request(key, KeyKind.Rsa, applicationUri, applicationName, hosts);

    private static CertificateRequest Request(AsymmetricAlgorithm key, KeyKind kind, X500DistinguishedName subject) => key is ECDsa elliptic
        ? new CertificateRequest(subject, elliptic, Keys.Hash(kind))
        : new CertificateRequest(subject, (RSA)key, Keys.Hash(kind), RSASignaturePadding.Pkcs1);

    private static CertificateRequest Request(
        AsymmetricAlgorithm key, KeyKind kind, string applicationUri, string applicationName, IReadOnlyList<string> hosts)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(applicationName);
        subject.AddOrganizationName("IndustrialGateway");
        var request = Request(key, kind, subject.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false)); // server and client
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(AlternativeNames(applicationUri, hosts));
        return request;
    }

    private static X509KeyUsageExtension UsageOf(KeyKind kind) => new(kind == KeyKind.Rsa ? Usage : EllipticUsage, critical: true);

    private static X509Extension AlternativeNames(string applicationUri, IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(applicationUri));
        foreach (var host in hosts.Count > 0 ? hosts : [Dns.GetHostName()])
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }
}
