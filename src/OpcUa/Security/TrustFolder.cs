using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// Whom this application trusts: the certificates (and authorities) a person put into <c>trusted/</c>. Nothing gets there by itself;
/// who was refused lies in <c>rejected/</c>, the last 100. Read anew at each check, so a change needs no restart.
/// </summary>
public sealed class TrustFolder
{
    internal const int MaxRejected = 100;
    private const int MaxTrustedFileLength = 65_536;
    private readonly Lock _rejecting = new();

    /// <param name="path">Made, with its two folders, when it is not there.</param>
    public TrustFolder(string path)
    {
        TrustedPath = Path.Combine(path, "trusted");
        RejectedPath = Path.Combine(path, "rejected");
        Directory.CreateDirectory(TrustedPath);
        Directory.CreateDirectory(RejectedPath);
    }

    public string TrustedPath { get; }

    public string RejectedPath { get; }

    /// <summary>Puts a certificate (DER) into trusted/: an act of a person or of a demonstration, never of a check.</summary>
    public void Trust(ReadOnlySpan<byte> certificate)
    {
        using var parsed = CertificateFacts.Parse(certificate)[0];
        File.WriteAllBytes(Path.Combine(TrustedPath, FileName(parsed)), parsed.RawData);
    }

    /// <summary>Checks a peer's certificate and gives its key, or says what is wrong and what to do (Part 4 §6.1.3).</summary>
    /// <param name="peer">The peer's role in the message: "server" or "client".</param>
    /// <param name="applicationUri">The URI that the peer says it has; null when it has not said yet.</param>
    /// <exception cref="UaException">BadCertificateUntrusted, BadCertificateTimeInvalid, BadCertificateUriInvalid, BadCertificateUseNotAllowed,
    /// BadCertificatePolicyCheckFailed or BadCertificateInvalid.</exception>
    public RSA Validate(ReadOnlySpan<byte> certificate, string peer, string? applicationUri, SecurityPolicy policy, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(time);
        var chain = CertificateFacts.Parse(certificate);
        RSA? key = null;
        try
        {
            var leaf = chain[0];
            key = CertificateFacts.PublicKey(leaf, policy.MinKeyBits, policy.MaxKeyBits);
            RequireTrust(chain, peer, time);
            RequireFitness(leaf, peer, time);
            if (applicationUri is not null)
            {
                RequireUri(leaf, peer, applicationUri);
            }

            return key;
        }
        catch (UaException)
        {
            key?.Dispose();
            throw;
        }
        finally
        {
            foreach (var each in chain)
            {
                each.Dispose();
            }
        }
    }

    /// <summary>Checks that a certificate carries the URI that its owner says it has (Part 4 §6.1.3).</summary>
    public static void ValidateUri(ReadOnlySpan<byte> certificate, string peer, string applicationUri)
    {
        using var leaf = CertificateFacts.Parse(certificate)[0];
        RequireUri(leaf, peer, applicationUri);
    }

    /// <summary>The key of a certificate that was validated before.</summary>
    public static RSA PublicKey(ReadOnlySpan<byte> certificate, SecurityPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using var leaf = CertificateFacts.Parse(certificate)[0];
        return CertificateFacts.PublicKey(leaf, policy.MinKeyBits, policy.MaxKeyBits);
    }

    private static void RequireUri(X509Certificate2 leaf, string peer, string applicationUri)
    {
        var uri = CertificateFacts.ApplicationUri(leaf);
        if (uri != applicationUri)
        {
            throw new UaException(
                StatusCode.BadCertificateUriInvalid,
                $"The {peer} calls itself '{applicationUri}', but its certificate {Name(leaf)} is for '{uri}': the {peer} needs a certificate with its own URI.");
        }
    }

    private static void RequireFitness(X509Certificate2 leaf, string peer, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (now < leaf.NotBefore || now > leaf.NotAfter)
        {
            throw new UaException(
                StatusCode.BadCertificateTimeInvalid,
                $"The {peer}'s certificate {Name(leaf)} is valid from {leaf.NotBefore:u} to {leaf.NotAfter:u}, and now it is {now:u}: renew it, or set the clock right.");
        }

        if (CertificateFacts.HasWeakSignature(leaf))
        {
            throw new UaException(
                StatusCode.BadCertificatePolicyCheckFailed, $"The {peer}'s certificate {Name(leaf)} is signed with MD5 or SHA-1: the {peer} needs a new one.");
        }

        if (!CertificateFacts.MayBeUsedForChannels(leaf))
        {
            throw new UaException(
                StatusCode.BadCertificateUseNotAllowed,
                $"The {peer}'s certificate {Name(leaf)} lacks the key usages digitalSignature and dataEncipherment: the {peer} needs a new one.");
        }
    }

    private void RequireTrust(X509Certificate2Collection chain, string peer, TimeProvider time)
    {
        var leaf = chain[0];
        var trusted = LoadTrusted();
        try
        {
            if (trusted.Any(each => each.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span)) || IsIssued(chain, trusted, time))
            {
                return;
            }
        }
        finally
        {
            foreach (var each in trusted)
            {
                each.Dispose();
            }
        }

        var kept = Reject(leaf);
        throw new UaException(
            StatusCode.BadCertificateUntrusted,
            $"The {peer}'s certificate {Name(leaf)} is not trusted: if it is the right {peer}, move it from {kept} to {TrustedPath}.");
    }

    private static bool IsIssued(X509Certificate2Collection chain, X509Certificate2Collection trusted, TimeProvider time)
    {
        using var builder = new X509Chain();
        builder.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        builder.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        builder.ChainPolicy.DisableCertificateDownloads = true;
        builder.ChainPolicy.VerificationTimeIgnored = false;
        builder.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        builder.ChainPolicy.CustomTrustStore.AddRange(trusted.Where(CertificateFacts.IsAuthority).ToArray());
        builder.ChainPolicy.ExtraStore.AddRange(chain);
        return builder.ChainPolicy.CustomTrustStore.Count > 0 && builder.Build(chain[0]) && builder.ChainElements.Count > 1;
    }

    private X509Certificate2Collection LoadTrusted()
    {
        var trusted = new X509Certificate2Collection();
        foreach (var file in new DirectoryInfo(TrustedPath).EnumerateFiles().Where(file => file.Length <= MaxTrustedFileLength))
        {
            try
            {
                trusted.Add(X509CertificateLoader.LoadCertificateFromFile(file.FullName));
            }
            catch (CryptographicException)
            {
                // A note, a half-copied file: it trusts nobody.
            }
        }

        return trusted;
    }

    private string Reject(X509Certificate2 certificate)
    {
        var path = Path.Combine(RejectedPath, FileName(certificate));
        lock (_rejecting)
        {
            var files = new DirectoryInfo(RejectedPath).GetFiles();
            if (!File.Exists(path))
            {
                foreach (var old in files.OrderBy(file => file.LastWriteTimeUtc).Take(files.Length - MaxRejected + 1))
                {
                    old.Delete();
                }

                File.WriteAllBytes(path, certificate.RawData);
            }
        }

        return path;
    }

    private static string FileName(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) ?? "";
        var plain = string.Concat(name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_').Take(40));
        return $"{plain}-{certificate.Thumbprint}.der";
    }

    private static string Name(X509Certificate2 certificate) =>
        $"<{string.Concat(certificate.Subject.Where(letter => !char.IsControl(letter)).Take(150))}>, SHA-1 thumbprint {certificate.Thumbprint},";
}
