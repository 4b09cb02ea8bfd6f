using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// This application's certificate over the years. One that was made here is renewed with a new key before it runs out, one that somebody
/// replaced on disk is taken up without a restart. The one before stays usable for servers that do not trust its successor yet. What is open
/// goes on with the certificate that opened it. Safe for many threads.
/// </summary>
public sealed partial class OwnCertificates
{
    /// <summary>How long before its end a certificate is renewed: time enough for people to let all servers trust the new one.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _changing = new();
    private volatile Pair _pair;
    private (DateTime Certificate, DateTime Key) _version;

    /// <param name="folder">The certificate and key are made there at first start and kept.</param>
    /// <param name="hosts">DNS names and IP addresses under which the application is reached.</param>
    /// <exception cref="InvalidDataException">The folder's files do not belong together.</exception>
    public OwnCertificates(
        string folder, string applicationUri, string applicationName, TimeProvider time, ILogger logger, params IReadOnlyList<string> hosts)
    {
        _folder = folder;
        _time = time;
        _logger = logger;
        var current = ApplicationCertificate.LoadOrCreate(folder, applicationUri, applicationName, time, hosts);
        _pair = new Pair(current, CertificateFiles.TryLoadPrevious(folder));
        _version = CertificateFiles.Version(folder);
    }

    /// <summary>The newest, for new channels.</summary>
    public ApplicationCertificate Current => _pair.Current;

    /// <summary>With which certificates a channel may be opened now, the newest first.</summary>
    public IReadOnlyList<ApplicationCertificate> Usable =>
        _pair is var (current, previous) && previous is not null && previous.NotAfter > _time.GetUtcNow() && previous.Thumbprint != current.Thumbprint
            ? [current, previous]
            : [_pair.Current];

    /// <summary>Makes a successor with a new key and the same names for the certificate in a folder.</summary>
    /// <exception cref="InvalidDataException">There is no certificate, or an authority issued it, who must issue the next one too.</exception>
    public static ApplicationCertificate Renew(string folder, TimeProvider time)
    {
        using var present = CertificateFiles.TryLoad(folder) ?? throw new InvalidDataException($"{folder} holds no certificate of this application.");
        return present.IsSelfSigned
            ? CertificateFiles.Save(folder, present.MakeSuccessor(time))
            : throw new InvalidDataException(
                $"{present.Subject} was issued by an authority: have it issue the next one, and replace own.pem and own.key in {folder}.");
    }

    /// <summary>Takes up what was replaced on disk and renews what runs out. Cheap: to be called every now and then, and before connecting.</summary>
    public void Refresh()
    {
        lock (_changing)
        {
            try
            {
                TakeUp();
                if (_pair.Current is { IsSelfSigned: true } current && current.NotAfter - _time.GetUtcNow() < RenewBefore)
                {
                    Renew(_folder, _time).Dispose();
                    TakeUp();
                    LogRenewed(_pair.Current.Subject, _pair.Current.Thumbprint, current.NotAfter);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException)
            {
                // As somebody copies the files one after the other: the next look will find both.
                LogNotTakenUp(_folder, failure.Message);
            }
        }
    }

    private void TakeUp()
    {
        var version = CertificateFiles.Version(_folder);
        if (version == _version)
        {
            return;
        }

        if (CertificateFiles.TryLoad(_folder) is { } found)
        {
            _version = version;
            if (found.Thumbprint != _pair.Current.Thumbprint)
            {
                _pair = new Pair(found, _pair.Current);
                LogTakenUp(found.Subject, found.Thumbprint, found.NotAfter);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "New channels are opened with the certificate {Subject}, SHA-1 thumbprint {Thumbprint}, valid until {NotAfter:u}")]
    private partial void LogTakenUp(string subject, string thumbprint, DateTimeOffset notAfter);

    [LoggerMessage(LogLevel.Warning, "The own certificate was renewed: let every server trust {Subject}, SHA-1 thumbprint {Thumbprint}, before the old one runs out on {NotAfter:u}")]
    private partial void LogRenewed(string subject, string thumbprint, DateTimeOffset notAfter);

    [LoggerMessage(LogLevel.Warning, "The certificate in {Folder} is not taken up; the one before is used: {Reason}")]
    private partial void LogNotTakenUp(string folder, string reason);

    private sealed record Pair(ApplicationCertificate Current, ApplicationCertificate? Previous);
}
