using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>A user's certificate with its private key, by which somebody logs in without a password (Part 4 §7.41.5). Safe for many threads.</summary>
public sealed class UserCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="certificate">With its private key; owned from now on.</param>
    /// <exception cref="ArgumentException">It has none of a <see cref="KeyKind"/>.</exception>
    public UserCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _certificate = certificate;
        Der = certificate.RawData;
        PrivateKey = Keys.PrivateKey(certificate)
            ?? throw new ArgumentException($"The certificate {certificate.Subject} has no private key of RSA, nistP256 or nistP384.", nameof(certificate));
        Kind = Keys.KindOf(certificate)!.Value; // else it had no such key
    }

    /// <summary>As it goes over the wire.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    public AsymmetricAlgorithm PrivateKey { get; }

    /// <summary>The endpoint's policy for users must take such keys.</summary>
    public KeyKind Kind { get; }

    public string Subject => _certificate.Subject;

    public string Thumbprint => _certificate.Thumbprint;

    public DateTimeOffset NotAfter => _certificate.NotAfter;

    /// <summary>From two PEM files.</summary>
    /// <exception cref="InvalidDataException">They are not a certificate with its key.</exception>
    public static UserCertificate Load(string certificateFile, string keyFile)
    {
        try
        {
            return new UserCertificate(X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{certificateFile} and {keyFile} are not a certificate with its key, in PEM: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        PrivateKey.Dispose();
        _certificate.Dispose();
    }
}
