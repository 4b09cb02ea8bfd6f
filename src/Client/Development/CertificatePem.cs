using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.Client.Development;

/// <summary>A certificate and its key as PEM files.</summary>
internal static class CertificatePem
{
    /// <summary>The certificate with its key; nothing when either is missing or unreadable.</summary>
    public static X509Certificate2? TryLoad(CertificateFiles files)
    {
        if (!File.Exists(files.Certificate) || !File.Exists(files.Key))
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        }
        catch (CryptographicException)
        {
            return null; // Half of a pair, or damaged: made anew.
        }
    }

    public static void Write(CertificateFiles files, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()
            ?? throw new CryptographicException("The certificate came without its ECDSA key.");
        PrivateFile.Write(files.Key, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(files.Certificate, certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>16 random bytes that read as a positive number (RFC 5280 §4.1.2.2).</summary>
    public static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
