using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>A user's certificate with its private key, by which somebody logs in without a password (Part 4 §7.41.5). Safe for many threads.</summary>
public sealed class UserCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="certificate">With an RSA private key; owned from now on.</param>
    /// <exception cref="ArgumentException">It has no such key.</exception>
    public UserCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _certificate = certificate;
        Der = certificate.RawData;
        PrivateKey = certificate.GetRSAPrivateKey()
            ?? throw new ArgumentException($"The certificate {certificate.Subject} has no RSA private key.", nameof(certificate));
    }

    /// <summary>As it goes over the wire.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    public RSA PrivateKey { get; }

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
            throw new InvalidDataException($"{certificateFile} and {keyFile} are not an RSA certificate with its key, in PEM: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        PrivateKey.Dispose();
        _certificate.Dispose();
    }
}
