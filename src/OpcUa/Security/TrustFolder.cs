using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// Whom this application trusts: the certificates and authorities that a person put into <c>trusted/</c>. Nothing gets there by itself;
/// who was refused lies in <c>rejected/</c>, the last 100, with the reason. <c>issuers/</c> completes chains and gives no trust,
/// <c>crl/</c> holds what authorities took back. Read anew at each check, so a change needs no restart. Safe for many threads.
/// </summary>
public sealed partial class TrustFolder
{
    internal const int MaxRejected = RejectedFolder.MaxFiles;
    private const int MaxFileLength = 65_536;

    private readonly FolderContent<X509Certificate2> _trusted;
    private readonly FolderContent<X509Certificate2> _issuers;
    private readonly FolderContent<RevocationList> _revocations;
    private readonly RejectedFolder _rejected;
    private readonly RevocationCheck _revocation;
    private readonly OnceOnly _warned;
    private readonly ILogger _logger;

    /// <param name="path">Made, with its folders, when it is not there.</param>
    /// <param name="revocation">What an authority without a valid revocation list means.</param>
    public TrustFolder(string path, RevocationCheck revocation = RevocationCheck.WhenListed, ILogger? logger = null)
    {
        _revocation = revocation;
        _logger = logger ?? NullLogger.Instance;
        _warned = new OnceOnly();
        TrustedPath = Made(path, "trusted");
        RejectedPath = Made(path, "rejected");
        IssuersPath = Made(path, "issuers");
        RevocationsPath = Made(path, "crl");
        _trusted = new(TrustedPath, MaxFileLength, TrustLists.ReadCertificate, LogNoCertificate);
        _issuers = new(IssuersPath, MaxFileLength, TrustLists.ReadCertificate, LogNoCertificate);
        _revocations = new(RevocationsPath, RevocationList.MaxLength, bytes => RevocationList.TryRead(bytes, out var list) ? list : null, LogNoList);
        _rejected = new RejectedFolder(RejectedPath);
    }

    public string TrustedPath { get; }

    public string RejectedPath { get; }

    /// <summary>Authorities that are needed to complete a chain and are not themselves trusted (Part 4 §6.1.3).</summary>
    public string IssuersPath { get; }

    /// <summary>The authorities' revocation lists, DER or PEM. One that its authority did not sign counts for nothing.</summary>
    public string RevocationsPath { get; }

    /// <summary>Puts a certificate (DER) into trusted/: an act of a person or of a demonstration, never of a check.</summary>
    public void Trust(ReadOnlySpan<byte> certificate)
    {
        using var parsed = CertificateFacts.Parse(certificate)[0];
        File.WriteAllBytes(Path.Combine(TrustedPath, CertificateFacts.FileName(parsed)), parsed.RawData);
    }

    /// <summary>Checks a peer's certificate and gives its key, or says what is wrong and what to do (Part 4 §6.1.3).</summary>
    /// <param name="certificate">DER, perhaps with its issuers behind it.</param>
    /// <param name="peer">The peer's role in the message: "server" or "client".</param>
    /// <param name="applicationUri">The URI that the peer says it has; null when it has not said yet.</param>
    /// <exception cref="UaException">BadCertificateUntrusted, BadCertificateTimeInvalid, BadCertificateUriInvalid, BadCertificateUseNotAllowed,
    /// BadCertificateRevoked, BadCertificatePolicyCheckFailed, BadCertificateInvalid, or one of their siblings for issuers. The certificate
    /// then lies in rejected/ with the reason.</exception>
    public AsymmetricAlgorithm Validate(ReadOnlySpan<byte> certificate, string peer, string? applicationUri, SecurityPolicy policy, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(time);
        return Validate(certificate, peer, policy, time, leaf =>
        {
            RequireTime(leaf, peer, time);
            if (!CertificateFacts.MayBeUsedForChannels(leaf, policy))
            {
                throw new UaException(
                    StatusCode.BadCertificateUseNotAllowed,
                    $"The {peer}'s certificate {CertificateFacts.Name(leaf)} lacks the key usage digitalSignature{(policy.IsElliptic ? "" : " or dataEncipherment")}: the {peer} needs a new one.");
            }

            if (applicationUri is not null)
            {
                RequireUri(leaf, peer, applicationUri);
            }
        });
    }

    /// <summary>Checks a user's certificate, which names a person and no application, and gives its key (Part 4 §7.41.5).</summary>
    /// <exception cref="UaException">As for <see cref="Validate(ReadOnlySpan{byte}, string, string?, SecurityPolicy, TimeProvider)"/>.</exception>
    public AsymmetricAlgorithm ValidateUser(ReadOnlySpan<byte> certificate, SecurityPolicy policy, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(time);
        return Validate(certificate, "user", policy, time, leaf =>
        {
            RequireTime(leaf, "user", time);
            if (!CertificateFacts.MayBeUsedForSigning(leaf))
            {
                throw new UaException(
                    StatusCode.BadCertificateUseNotAllowed, $"The user's certificate {CertificateFacts.Name(leaf)} is not for signatures: the user needs a new one.");
            }
        });
    }

    /// <summary>Checks that a certificate carries the URI that its owner says it has (Part 4 §6.1.3).</summary>
    public static void ValidateUri(ReadOnlySpan<byte> certificate, string peer, string applicationUri)
    {
        using var leaf = CertificateFacts.Parse(certificate)[0];
        RequireUri(leaf, peer, applicationUri);
    }

    /// <summary>The key of a certificate that was validated before.</summary>
    public static AsymmetricAlgorithm PublicKey(ReadOnlySpan<byte> certificate, SecurityPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using var leaf = CertificateFacts.Parse(certificate)[0];
        return CertificateFacts.PublicKey(leaf, policy);
    }

    private static void RequireUri(X509Certificate2 leaf, string peer, string applicationUri)
    {
        var uri = CertificateFacts.ApplicationUri(leaf);
        if (uri != applicationUri)
        {
            throw new UaException(
                StatusCode.BadCertificateUriInvalid,
                $"The {peer} calls itself '{applicationUri}', but its certificate {CertificateFacts.Name(leaf)} is for '{uri}': the {peer} needs a certificate with its own URI.");
        }
    }

    private static void RequireTime(X509Certificate2 leaf, string peer, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (now < leaf.NotBefore || now > leaf.NotAfter)
        {
            throw new UaException(
                StatusCode.BadCertificateTimeInvalid,
                $"The {peer}'s certificate {CertificateFacts.Name(leaf)} is valid from {leaf.NotBefore:u} to {leaf.NotAfter:u}, and now it is {now:u}: renew it, or set the clock right.");
        }
    }

    private static void RequireStrength(X509Certificate2 leaf, string peer, SecurityPolicy policy)
    {
        // A machine that needs a withdrawn policy has a certificate of its time.
        if (policy.IsDeprecated ? CertificateFacts.HasSignatureWithoutUse(leaf) : CertificateFacts.HasWeakSignature(leaf))
        {
            throw new UaException(
                StatusCode.BadCertificatePolicyCheckFailed,
                $"The {peer}'s certificate {CertificateFacts.Name(leaf)} is signed with MD5 or SHA-1: the {peer} needs a new one.");
        }
    }

    private static string Made(string path, string name) => Directory.CreateDirectory(Path.Combine(path, name)).FullName;

    private AsymmetricAlgorithm Validate(ReadOnlySpan<byte> certificate, string peer, SecurityPolicy policy, TimeProvider time, Action<X509Certificate2> requireFitness)
    {
        var chain = CertificateFacts.Parse(certificate);
        AsymmetricAlgorithm? key = null;
        try
        {
            var leaf = chain[0];
            foreach (var each in chain)
            {
                CertificateFacts.RequirePlainKey(each);
            }

            key = CertificateFacts.PublicKey(leaf, policy);
            var lists = new TrustLists(_trusted.Read(), _issuers.Read(), _revocations.Read());
            new ChainCheck(lists, _revocation, time.GetUtcNow(), WarnOnce).Check(leaf, chain.Skip(1), peer);
            RequireStrength(leaf, peer, policy);
            requireFitness(leaf);
            return key;
        }
        catch (UaException refusal)
        {
            key?.Dispose();
            throw Keep(chain[0], peer, refusal, time);
        }
        finally
        {
            foreach (var each in chain)
            {
                each.Dispose();
            }
        }
    }

    /// <summary>Keeps the certificate for a person to look at; the message then says where it lies.</summary>
    private UaException Keep(X509Certificate2 leaf, string peer, UaException refusal, TimeProvider time)
    {
        var kept = _rejected.Keep(leaf, peer, refusal, time.GetUtcNow());
        return refusal.Status == StatusCode.BadCertificateUntrusted
            ? new UaException(
                refusal.Status,
                $"The {peer}'s certificate {CertificateFacts.Name(leaf)} is not trusted: if it is the right {peer}, move it from {kept} to {TrustedPath}.",
                refusal)
            : refusal;
    }

    private void WarnOnce(string what)
    {
        if (_warned.IsFirst(what))
        {
            LogWarning(what);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What}")]
    private partial void LogWarning(string what);

    [LoggerMessage(LogLevel.Warning, "{File} is no certificate that can be read: it trusts nobody")]
    private partial void LogNoCertificate(string file);

    [LoggerMessage(LogLevel.Warning, "{File} is no revocation list that can be used: it takes nothing back")]
    private partial void LogNoList(string file);
}
