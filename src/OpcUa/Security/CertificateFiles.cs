using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>The application's own certificate on disk: own.pem and own.der to give away, own.key for this user alone (mode 0600).</summary>
internal static class CertificateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static ApplicationCertificate? TryLoad(string folder)
    {
        var certificate = Path.Combine(folder, "own.pem");
        var key = Path.Combine(folder, "own.key");
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            return null;
        }

        try
        {
            return new ApplicationCertificate(X509Certificate2.CreateFromPemFile(certificate, key));
        }
        catch (CryptographicException failure)
        {
            throw new InvalidDataException(
                $"{certificate} and {key} are not a certificate with its key. Restore both, or delete both to have new ones made: peers must then trust the new one.",
                failure);
        }
    }

    public static ApplicationCertificate Save(string folder, X509Certificate2 certificate)
    {
        Directory.CreateDirectory(folder);
        using var key = certificate.GetRSAPrivateKey()!; // just made with one

        // The key goes first: a certificate without its key would look like a damaged folder.
        Write(Path.Combine(folder, "own.key"), key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        Write(Path.Combine(folder, "own.pem"), certificate.ExportCertificatePem(), OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.WriteAllBytes(Path.Combine(folder, "own.der"), certificate.RawData);
        return new ApplicationCertificate(certificate);
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
