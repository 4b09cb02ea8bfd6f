using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// This application's certificates over the years, one for each kind of key. The one of RSA is made at first, the others when a policy first
/// needs them. One that was made here is renewed with a new key before it runs out, one that somebody replaced on disk is taken up without
/// a restart. The one before stays usable for servers that do not trust its successor yet. What is open goes on with the certificate that
/// opened it. Safe for many threads.
/// </summary>
public sealed partial class OwnCertificates
{
    /// <summary>How long before its end a certificate is renewed: time enough for people to let all servers trust the new one.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    private readonly string _folder;
    private readonly Func<KeyKind, ApplicationCertificate> _make;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _adding = new();
    private volatile OwnCertificate[] _kinds;

    /// <param name="folder">The certificates and keys are made there and kept.</param>
    /// <param name="hosts">DNS names and IP addresses under which the application is reached.</param>
    /// <exception cref="InvalidDataException">The folder's files do not belong together.</exception>
    public OwnCertificates(
        string folder, string applicationUri, string applicationName, TimeProvider time, ILogger logger, params IReadOnlyList<string> hosts)
    {
        _folder = folder;
        _time = time;
        _logger = logger;
        _make = kind => ApplicationCertificate.LoadOrCreate(kind, folder, applicationUri, applicationName, time, hosts);
        _kinds = [new OwnCertificate(folder, _make(KeyKind.Rsa), time, logger)];
        TakeUpOthers();
    }

    /// <summary>The newest of RSA, which every application has.</summary>
    public ApplicationCertificate Current => _kinds[0].Current;

    /// <summary>The newest of each kind that there is.</summary>
    public IReadOnlyList<ApplicationCertificate> All => [.. _kinds.Select(kind => kind.Current)];

    /// <summary>With which certificates a channel may be opened now under this policy, the newest first. One that is missing is made.</summary>
    /// <exception cref="InvalidDataException">The folder's files do not belong together.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IReadOnlyList<ApplicationCertificate> UsableFor(SecurityPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var best = ApplicationCertificate.Find(All, policy);
        return best is null ? Add(policy.Keys[0]).Usable : Of(best.Kind)!.Usable; // it was found among them
    }

    /// <summary>The newest of the same kind, or null when there is none.</summary>
    public ApplicationCertificate? Newest(KeyKind kind) => Of(kind)?.Current;

    /// <summary>Makes a successor with a new key and the same names for a certificate in a folder; of a kind that has none, the first one with the names of RSA's.</summary>
    /// <exception cref="InvalidDataException">There is no certificate, or an authority issued it, who must issue the next one too.</exception>
    public static ApplicationCertificate Renew(string folder, TimeProvider time, KeyKind kind = KeyKind.Rsa) => OwnCertificate.Renew(folder, kind, time);

    /// <summary>The file in a folder in which the present certificate of a kind lies, in PEM.</summary>
    public static string FileOf(string folder, KeyKind kind) => CertificateFiles.Own(folder, kind, ".pem");

    /// <summary>Takes up what was replaced on disk and renews what runs out. Cheap: to be called every now and then, and before connecting.</summary>
    public void Refresh()
    {
        foreach (var kind in _kinds)
        {
            kind.Refresh();
        }

        try
        {
            TakeUpOthers();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException)
        {
            // As above: somebody copies the files one after the other.
            LogNotTakenUp(_folder, failure.Message);
        }
    }

    private OwnCertificate? Of(KeyKind kind) => Array.Find(_kinds, each => each.Current.Kind == kind);

    private void TakeUpOthers()
    {
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            if (Of(kind) is null && File.Exists(FileOf(_folder, kind)))
            {
                Add(kind);
            }
        }
    }

    private OwnCertificate Add(KeyKind kind)
    {
        lock (_adding)
        {
            if (Of(kind) is { } known)
            {
                return known;
            }

            var added = new OwnCertificate(_folder, _make(kind), _time, _logger);
            _kinds = [.. _kinds, added];
            LogAdded(added.Current.Kind, added.Current.Subject, added.Current.Thumbprint, added.Current.NotAfter);
            return added;
        }
    }

    [LoggerMessage(LogLevel.Information, "For policies with keys of the kind {Kind} there is the certificate {Subject}, SHA-1 thumbprint {Thumbprint}, valid until {NotAfter:u}")]
    private partial void LogAdded(KeyKind kind, string subject, string thumbprint, DateTimeOffset notAfter);

    [LoggerMessage(LogLevel.Warning, "A certificate in {Folder} is not taken up: {Reason}")]
    private partial void LogNotTakenUp(string folder, string reason);
}
