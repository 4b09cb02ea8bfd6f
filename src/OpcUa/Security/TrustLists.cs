using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>What a trust folder holds at one moment: whom a person trusts, the authorities that complete chains, and what these took back.</summary>
internal sealed record TrustLists(
    IReadOnlyList<X509Certificate2> Trusted, IReadOnlyList<X509Certificate2> Issuers, IReadOnlyList<RevocationList> Revocations)
{
    public bool IsTrusted(X509Certificate2 certificate) =>
        Trusted.Any(each => each.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    /// <summary>The authority that issued a certificate, of those that are known here; null when there is none.</summary>
    public X509Certificate2? IssuerOf(X509Certificate2 certificate) => Trusted.Concat(Issuers).FirstOrDefault(each =>
        CertificateFacts.IsAuthority(each) && each.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));

    /// <summary>A certificate in DER or PEM; null when it is neither.</summary>
    public static X509Certificate2? ReadCertificate(byte[] bytes)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes);
        }
        catch (CryptographicException)
        {
            return null; // a note, a half-copied file: it trusts nobody
        }
    }
}
