using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// What a person does with a trust folder: looks at it, approves, takes back. Each change is one file moved or deleted, so that whoever
/// checks a certificate meanwhile sees the state before or the state after; programs that use the folder notice within a minute.
/// </summary>
public sealed class TrustAdministration
{
    private const int MaxFileLength = 65_536;
    private readonly string _trusted;
    private readonly string _issuers;
    private readonly string _rejected;

    /// <param name="path">The folder of a <see cref="TrustFolder"/>.</param>
    public TrustAdministration(string path)
    {
        _trusted = Path.Combine(path, "trusted");
        _issuers = Path.Combine(path, "issuers");
        _rejected = Path.Combine(path, "rejected");
    }

    /// <summary>All certificates: the refused ones first, the latest before the others.</summary>
    public IReadOnlyList<TrustEntry> List() =>
    [
        .. Read(_rejected, TrustPlace.Rejected).OrderByDescending(entry => entry.Rejection?.Last ?? File.GetLastWriteTimeUtc(entry.File)),
        .. Read(_trusted, TrustPlace.Trusted).OrderBy(entry => entry.Subject, StringComparer.Ordinal),
        .. Read(_issuers, TrustPlace.Issuer).OrderBy(entry => entry.Subject, StringComparer.Ordinal),
    ];

    /// <summary>Moves a refused certificate to the trusted ones.</summary>
    public TrustEntry Approve(TrustEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var moved = Move(entry, _trusted, TrustPlace.Trusted);
        File.Delete(RejectedFolder.NotePath(_rejected, entry.Thumbprint));
        return moved with { Rejection = null };
    }

    /// <summary>Takes trust away and keeps the certificate among the refused ones, with the reason.</summary>
    public TrustEntry Reject(TrustEntry entry, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(time);
        File.SetLastWriteTimeUtc(entry.File, time.GetUtcNow().UtcDateTime); // the latest to be refused is the last to be forgotten
        var moved = Move(entry, _rejected, TrustPlace.Rejected);
        var now = time.GetUtcNow();
        var rejection = new Rejection(now, now, "", StatusCode.BadCertificateUntrusted.Value, "A person took the trust away.");
        rejection.Write(RejectedFolder.NotePath(_rejected, entry.Thumbprint));
        return moved with { Rejection = rejection };
    }

    /// <summary>Deletes a certificate from its folder.</summary>
    public void Remove(TrustEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        File.Delete(entry.File);
        if (entry.Place == TrustPlace.Rejected)
        {
            File.Delete(RejectedFolder.NotePath(_rejected, entry.Thumbprint));
        }
    }

    private static TrustEntry Move(TrustEntry entry, string folder, TrustPlace place)
    {
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, Path.GetFileName(entry.File));
        File.Move(entry.File, target, overwrite: true);
        return entry with { File = target, Place = place };
    }

    private IEnumerable<TrustEntry> Read(string folder, TrustPlace place)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var file in new DirectoryInfo(folder).GetFiles().Where(file => file.Length <= MaxFileLength))
        {
            using var certificate = TrustLists.ReadCertificate(File.ReadAllBytes(file.FullName));
            if (certificate is not null)
            {
                yield return Describe(certificate, file.FullName, place);
            }
        }
    }

    private TrustEntry Describe(X509Certificate2 certificate, string file, TrustPlace place) => new(
        place,
        file,
        certificate.Thumbprint,
        Convert.ToHexString(SHA256.HashData(certificate.RawDataMemory.Span)),
        Plain(certificate.Subject),
        Plain(certificate.Issuer),
        certificate.NotBefore,
        certificate.NotAfter,
        Plain(UriOf(certificate)),
        Rejection.TryRead(RejectedFolder.NotePath(_rejected, certificate.Thumbprint)));

    // A stranger wrote it: no control characters for the terminal, and an end.
    private static string Plain(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)).Take(300));

    private static string UriOf(X509Certificate2 certificate)
    {
        try
        {
            return CertificateFacts.ApplicationUri(certificate) ?? "";
        }
        catch (UaException)
        {
            return "(malformed)";
        }
    }
}
