using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// The application's own certificates on disk: own.pem and own.der to give away, own.key for this user alone (mode 0600); previous.pem and
/// previous.key are the pair before it. Those are of RSA; the others have their kind in their names (own-nistP256.pem). A crash between two
/// files leaves a state from which the next start goes on.
/// </summary>
internal static class CertificateFiles
{
    private const string Pending = ".new";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>A file of the present pair, by its extension.</summary>
    public static string Own(string folder, KeyKind kind, string extension) => PathOf(folder, "own", kind, extension);

    /// <summary>The present pair; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The files do not belong together, or are of another kind than their name says.</exception>
    public static ApplicationCertificate? TryLoad(string folder, KeyKind kind)
    {
        var certificate = Own(folder, kind, ".pem");
        var key = Own(folder, kind, ".key");
        var (hasCertificate, hasKey) = (File.Exists(certificate), File.Exists(key));
        if (hasKey && File.Exists(certificate + Pending) && Load(certificate + Pending, key) is { } pending)
        {
            // The key was moved into its place already, its certificate was not.
            using (pending)
            {
                File.WriteAllBytes(Own(folder, kind, ".der"), pending.Der.ToArray());
            }

            File.Move(certificate + Pending, certificate, overwrite: true);
        }
        else if (!hasCertificate && !hasKey)
        {
            return null;
        }
        else if (!hasCertificate || !hasKey)
        {
            throw new InvalidDataException($"Of {certificate} and {key} one is missing: bring it, or delete the other to have a new pair made.");
        }

        var loaded = Load(certificate, key) ?? throw new InvalidDataException(
            $"{certificate} and {key} are not a certificate with its key. Restore both, or delete both to have new ones made: peers must then trust the new one.");
        return loaded.Kind == kind
            ? loaded
            : throw new InvalidDataException($"{certificate} is a certificate of the kind {loaded.Kind}: it belongs into {Own(folder, loaded.Kind, ".pem")}, its key beside it.");
    }

    /// <summary>The pair before the present one; null when there is none that can be used.</summary>
    public static ApplicationCertificate? TryLoadPrevious(string folder, KeyKind kind)
    {
        var certificate = PathOf(folder, "previous", kind, ".pem");
        var key = PathOf(folder, "previous", kind, ".key");
        return File.Exists(certificate) && File.Exists(key) ? Load(certificate, key) : null;
    }

    /// <summary>What changes when somebody replaces the files.</summary>
    public static (DateTime Certificate, DateTime Key) Version(string folder, KeyKind kind) =>
        (File.GetLastWriteTimeUtc(Own(folder, kind, ".pem")), File.GetLastWriteTimeUtc(Own(folder, kind, ".key")));

    /// <summary>Puts a pair into its place and keeps the one that was there.</summary>
    public static ApplicationCertificate Save(string folder, X509Certificate2 certificate)
    {
        Directory.CreateDirectory(folder);
        var kind = Keys.KindOf(certificate)!.Value; // just made with a key of a known kind
        var pem = Own(folder, kind, ".pem");
        var key = Own(folder, kind, ".key");
        if (File.Exists(pem) && File.Exists(key))
        {
            Write(PathOf(folder, "previous", kind, ".key"), File.ReadAllText(key), OwnerOnly);
            Write(PathOf(folder, "previous", kind, ".pem"), File.ReadAllText(pem), Everybody);
        }

        using var secret = Keys.PrivateKey(certificate)!;
        Write(key + Pending, secret.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        Write(pem + Pending, certificate.ExportCertificatePem(), Everybody);

        // The key goes first: a certificate without its key would look like a damaged folder.
        File.Move(key + Pending, key, overwrite: true);
        File.WriteAllBytes(Own(folder, kind, ".der"), certificate.RawData); // before the last move, since whoever makes up for that makes up for this
        File.Move(pem + Pending, pem, overwrite: true);
        return new ApplicationCertificate(certificate);
    }

    private static string PathOf(string folder, string name, KeyKind kind, string extension) => Path.Combine(folder, kind switch
    {
        KeyKind.NistP256 => $"{name}-nistP256{extension}",
        KeyKind.NistP384 => $"{name}-nistP384{extension}",
        _ => name + extension,
    });

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
