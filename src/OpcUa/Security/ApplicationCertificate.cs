using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>This application's own certificate with its private key: who it says it is on every secured channel. Safe for many threads.</summary>
public sealed class ApplicationCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="certificate">With an RSA private key; owned from now on.</param>
    public ApplicationCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _certificate = certificate;
        Der = certificate.RawData;
        ThumbprintBytes = certificate.GetCertHash();
        PrivateKey = certificate.GetRSAPrivateKey()
            ?? throw new ArgumentException($"The certificate {certificate.Subject} has no RSA private key.", nameof(certificate));
        ApplicationUri = CertificateFacts.ApplicationUri(certificate) ?? "";
    }

    /// <summary>The certificate as it goes over the wire.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>SHA-1 over <see cref="Der"/>, by which peers name it (Part 6 §6.7.2.3).</summary>
    public ReadOnlyMemory<byte> ThumbprintBytes { get; }

    public RSA PrivateKey { get; }

    /// <summary>The application's URI as its certificate has it.</summary>
    public string ApplicationUri { get; }

    public string Subject => _certificate.Subject;

    public string Thumbprint => _certificate.Thumbprint;

    public DateTimeOffset NotAfter => _certificate.NotAfter;

    /// <summary>No authority issued it: its successor can be made here.</summary>
    public bool IsSelfSigned => _certificate.SubjectName.RawData.AsSpan().SequenceEqual(_certificate.IssuerName.RawData);

    /// <summary>The certificate and key in <paramref name="folder"/> (own.pem, own.der, own.key), made there at first start and kept.</summary>
    /// <param name="hosts">DNS names and IP addresses under which the application is reached.</param>
    public static ApplicationCertificate LoadOrCreate(
        string folder, string applicationUri, string applicationName, TimeProvider time, params IReadOnlyList<string> hosts) =>
        CertificateFiles.TryLoad(folder) ?? CertificateFiles.Save(folder, CertificateMaker.SelfSigned(applicationUri, applicationName, time, hosts));

    /// <summary>A self-signed certificate that lives in memory only.</summary>
    public static ApplicationCertificate Create(
        string applicationUri, string applicationName, TimeProvider time, params IReadOnlyList<string> hosts) =>
        new(CertificateMaker.SelfSigned(applicationUri, applicationName, time, hosts));

    /// <summary>Another certificate for the same names and URI, with a key of its own.</summary>
    internal X509Certificate2 MakeSuccessor(TimeProvider time) => CertificateMaker.Successor(_certificate, time);

    public void Dispose()
    {
        PrivateKey.Dispose();
        _certificate.Dispose();
    }
}
