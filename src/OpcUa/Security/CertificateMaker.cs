using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Makes application instance certificates as OPC UA wants them (Part 6 §6.2.2).</summary>
internal static class CertificateMaker
{
    private const int KeyBits = 2_048;
    private const string KeyIdentifier = "2.5.29.14";
    private const string AuthorityKeyIdentifier = "2.5.29.35";
    private const int ValidYears = 20; // equipment outlives its installers; who has a certificate authority replaces it earlier

    private const X509KeyUsageFlags Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation
        | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment | X509KeyUsageFlags.KeyCertSign;

    public static X509Certificate2 SelfSigned(string applicationUri, string applicationName, TimeProvider time, IReadOnlyList<string> hosts)
    {
        using var key = RSA.Create(KeyBits);
        var request = Request(key, applicationUri, applicationName, hosts);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(Usage, critical: true));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
    }

    /// <summary>A self-signed certificate with a new key and all else as before.</summary>
    public static X509Certificate2 Successor(X509Certificate2 before, TimeProvider time)
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest(before.SubjectName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in before.Extensions.Where(extension => extension.Oid?.Value is not (KeyIdentifier or AuthorityKeyIdentifier)))
        {
            request.CertificateExtensions.Add(extension);
        }

        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
    }

    /// <summary>A request with everything but the key usage.</summary>
    internal static CertificateRequest Request(RSA key, string applicationUri, string applicationName, IReadOnlyList<string> hosts)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(applicationName);
        subject.AddOrganizationName("IndustrialGateway");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false)); // server and client
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(AlternativeNames(applicationUri, hosts));
        return request;
    }

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
