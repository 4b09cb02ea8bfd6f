using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>This application's own certificate with its private key: who it says it is on every secured channel. Safe for many threads.</summary>
public sealed class ApplicationCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="certificate">With its private key; owned from now on.</param>
    /// <exception cref="ArgumentException">It has none of a <see cref="KeyKind"/>.</exception>
    public ApplicationCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _certificate = certificate;
        Der = certificate.RawData;
        ThumbprintBytes = certificate.GetCertHash();
        PrivateKey = Keys.PrivateKey(certificate)
            ?? throw new ArgumentException($"The certificate {certificate.Subject} has no private key of RSA, nistP256 or nistP384.", nameof(certificate));
        Kind = Keys.KindOf(certificate)!.Value; // else it had no such key
        ApplicationUri = CertificateFacts.ApplicationUri(certificate) ?? "";
    }

    /// <summary>The certificate as it goes over the wire.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>SHA-1 over <see cref="Der"/>, by which peers name it (Part 6 §6.7.2.3).</summary>
    public ReadOnlyMemory<byte> ThumbprintBytes { get; }

    public AsymmetricAlgorithm PrivateKey { get; }

    public KeyKind Kind { get; }

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
        LoadOrCreate(KeyKind.Rsa, folder, applicationUri, applicationName, time, hosts);

    /// <summary>The one with a key of this kind, whose files have the kind in their names (own-nistP256.pem).</summary>
    public static ApplicationCertificate LoadOrCreate(
        KeyKind kind, string folder, string applicationUri, string applicationName, TimeProvider time, params IReadOnlyList<string> hosts) =>
        CertificateFiles.TryLoad(folder, kind)
        ?? CertificateFiles.Save(folder, CertificateMaker.SelfSigned(kind, applicationUri, applicationName, time, hosts));

    /// <summary>A self-signed certificate that lives in memory only.</summary>
    public static ApplicationCertificate Create(
        string applicationUri, string applicationName, TimeProvider time, params IReadOnlyList<string> hosts) =>
        Create(KeyKind.Rsa, applicationUri, applicationName, time, hosts);

    /// <summary>A self-signed certificate with a key of this kind that lives in memory only.</summary>
    public static ApplicationCertificate Create(
        KeyKind kind, string applicationUri, string applicationName, TimeProvider time, params IReadOnlyList<string> hosts) =>
        new(CertificateMaker.SelfSigned(kind, applicationUri, applicationName, time, hosts));

    /// <summary>The one to be used with a policy: of the kind that is best for it; null when there is none.</summary>
    public static ApplicationCertificate? Find(IEnumerable<ApplicationCertificate> certificates, SecurityPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return certificates.Where(each => each.Fits(policy)).MinBy(each => policy.Keys.TakeWhile(kind => kind != each.Kind).Count());
    }

    /// <summary>Whether it can be used with a policy.</summary>
    public bool Fits(SecurityPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return !policy.IsNone && policy.Keys.Contains(Kind);
    }

    /// <summary>Another certificate for the same names and URI, with a key of its own, perhaps of another kind.</summary>
    internal X509Certificate2 MakeSuccessor(KeyKind kind, TimeProvider time) => CertificateMaker.Successor(_certificate, kind, time);

    public void Dispose()
    {
        PrivateKey.Dispose();
        _certificate.Dispose();
    }
}
