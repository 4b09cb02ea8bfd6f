using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// The application's own certificate on disk: own.pem and own.der to give away, own.key for this user alone (mode 0600); previous.pem and
/// previous.key are the pair before it. A crash between two files leaves a state from which the next start goes on.
/// </summary>
internal static class CertificateFiles
{
    private const string Pending = ".new";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The present pair; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The files do not belong together.</exception>
    public static ApplicationCertificate? TryLoad(string folder)
    {
        var certificate = Path.Combine(folder, "own.pem");
        var key = Path.Combine(folder, "own.key");
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            return null;
        }

        // The key was moved into its place already, its certificate was not.
        if (Load(certificate, key) is null && File.Exists(certificate + Pending) && Load(certificate + Pending, key) is not null)
        {
            File.Move(certificate + Pending, certificate, overwrite: true);
        }

        return Load(certificate, key) ?? throw new InvalidDataException(
            $"{certificate} and {key} are not a certificate with its key. Restore both, or delete both to have new ones made: peers must then trust the new one.");
    }

    /// <summary>The pair before the present one; null when there is none that can be used.</summary>
    public static ApplicationCertificate? TryLoadPrevious(string folder)
    {
        var certificate = Path.Combine(folder, "previous.pem");
        var key = Path.Combine(folder, "previous.key");
        return File.Exists(certificate) && File.Exists(key) ? Load(certificate, key) : null;
    }

    /// <summary>What changes when somebody replaces the files.</summary>
    public static (DateTime Certificate, DateTime Key) Version(string folder) =>
        (File.GetLastWriteTimeUtc(Path.Combine(folder, "own.pem")), File.GetLastWriteTimeUtc(Path.Combine(folder, "own.key")));

    /// <summary>Puts a pair into its place and keeps the one that was there.</summary>
    public static ApplicationCertificate Save(string folder, X509Certificate2 certificate)
    {
        Directory.CreateDirectory(folder);
        var pem = Path.Combine(folder, "own.pem");
        var key = Path.Combine(folder, "own.key");
        if (File.Exists(pem) && File.Exists(key))
        {
            Write(Path.Combine(folder, "previous.key"), File.ReadAllText(key), OwnerOnly);
            Write(Path.Combine(folder, "previous.pem"), File.ReadAllText(pem), Everybody);
        }

        using var rsa = certificate.GetRSAPrivateKey()!; // just made with one
        Write(key + Pending, rsa.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        Write(pem + Pending, certificate.ExportCertificatePem(), Everybody);

        // The key goes first: a certificate without its key would look like a damaged folder.
        File.Move(key + Pending, key, overwrite: true);
        File.Move(pem + Pending, pem, overwrite: true);
        File.WriteAllBytes(Path.Combine(folder, "own.der"), certificate.RawData);
        return new ApplicationCertificate(certificate);
    }

    private static ApplicationCertificate? Load(string certificate, string key)
    {
        try
        {
            return new ApplicationCertificate(X509Certificate2.CreateFromPemFile(certificate, key));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return null;
        }
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
