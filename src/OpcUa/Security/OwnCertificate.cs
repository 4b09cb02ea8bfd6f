using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>One of this application's certificates over the years: see <see cref="OwnCertificates"/>. Safe for many threads.</summary>
internal sealed partial class OwnCertificate
{
    private readonly string _folder;
    private readonly KeyKind _kind;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _changing = new();
    private volatile Pair _pair;
    private (DateTime Certificate, DateTime Key) _version; // none at first: what was exchanged since it was read is found by the first look

    /// <param name="current">Which lies in <paramref name="folder"/>.</param>
    public OwnCertificate(string folder, ApplicationCertificate current, TimeProvider time, ILogger logger)
    {
        _folder = folder;
        _kind = current.Kind;
        _time = time;
        _logger = logger;
        _pair = new Pair(current, CertificateFiles.TryLoadPrevious(folder, _kind));
    }

    public ApplicationCertificate Current => _pair.Current;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ApplicationCertificate> Usable =>
        _pair is var (current, previous) && previous is not null && previous.NotAfter > _time.GetUtcNow() && previous.Thumbprint != current.Thumbprint
            ? [current, previous]
            : [_pair.Current];

    /// <summary>A successor, or the first of its kind with the names of the one of RSA.</summary>
    /// <exception cref="InvalidDataException">There is no certificate, or an authority issued it, who must issue the next one too.</exception>
    public static ApplicationCertificate Renew(string folder, KeyKind kind, TimeProvider time)
    {
        using var present = CertificateFiles.TryLoad(folder, kind)
            ?? CertificateFiles.TryLoad(folder, KeyKind.Rsa)
            ?? throw new InvalidDataException($"{folder} holds no certificate of this application.");
        return present.IsSelfSigned || present.Kind != kind
            ? CertificateFiles.Save(folder, present.MakeSuccessor(kind, time))
            : throw new InvalidDataException(
                $"{present.Subject} was issued by an authority: have it issue the next one, and replace {CertificateFiles.Own(folder, kind, ".pem")} and the key beside it.");
    }

    public void Refresh()
    {
        lock (_changing)
        {
            try
            {
                TakeUp();
                if (_pair.Current is { IsSelfSigned: true } current && current.NotAfter - _time.GetUtcNow() < OwnCertificates.RenewBefore)
                {
                    Renew(_folder, _kind, _time).Dispose();
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
        var version = CertificateFiles.Version(_folder, _kind);
        if (version == _version)
        {
            return;
        }

        if (CertificateFiles.TryLoad(_folder, _kind) is { } found)
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
