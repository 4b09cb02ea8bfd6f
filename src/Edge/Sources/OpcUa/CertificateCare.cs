using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Warns 30, 7 and 1 days before the machine's certificate or the gateway's own runs out, and while a machine refuses the gateway's new one.</summary>
internal sealed partial class CertificateCare(string source, OwnCertificates own, TimeProvider time, ILogger logger)
{
    /// <summary>How often it is worth looking.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly int[] Thresholds = [30, 7, 1, 0];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What is to be done soon, in sentences; each is logged when it begins to be true and when it becomes more urgent.</summary>
    /// <param name="ownKind">Of the key of the gateway's certificate; each kind is renewed by itself.</param>
    public IReadOnlyList<string> Look(
        string machineSubject, DateTimeOffset? machineEnd, string ownThumbprint, DateTimeOffset ownEnd, KeyKind ownKind = KeyKind.Rsa)
    {
        List<string> warnings = [];
        if (machineEnd is { } end)
        {
            Add(warnings, $"The machine's certificate {machineSubject}", end);
        }

        if (ownThumbprint.Length > 0)
        {
            Add(warnings, $"The gateway's own certificate, SHA-1 thumbprint {ownThumbprint},", ownEnd);
        }

        if (ownThumbprint.Length > 0 && own.Newest(ownKind) is { } newest && ownThumbprint != newest.Thumbprint)
        {
            var waiting = $"The machine is connected with the gateway's old certificate, valid until {ownEnd:yyyy-MM-dd}: "
                + $"let it trust the new one, SHA-1 thumbprint {newest.Thumbprint}, before then.";
            Tell(waiting, waiting);
            warnings.Add(waiting);
        }

        return warnings;
    }

    /// <summary>The same for the certificates of a session.</summary>
    public IReadOnlyList<string> Look(UaSession session)
    {
        own.Refresh();
        var (subject, end) = Read(session.ServerCertificate);
        return session.OwnCertificate is { } shown ? Look(subject, end, shown.Thumbprint, shown.NotAfter, shown.Kind) : Look(subject, end, "", default);
    }

    private static (string Subject, DateTimeOffset? End) Read(ReadOnlyMemory<byte> certificate)
    {
        if (certificate.IsEmpty)
        {
            return ("", null);
        }

        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate.Span);
            return (string.Concat(parsed.Subject.Where(letter => !char.IsControl(letter)).Take(150)), parsed.NotAfter);
        }
        catch (CryptographicException)
        {
            return ("", null); // without security nobody has checked what the server shows
        }
    }

    private void Add(List<string> warnings, string whose, DateTimeOffset end)
    {
        var left = end - time.GetUtcNow();
        var reached = Array.FindLastIndex(Thresholds, days => left <= TimeSpan.FromDays(days));
        if (reached < 0)
        {
            return;
        }

        var warning = left <= TimeSpan.Zero
            ? $"{whose} ran out on {end:yyyy-MM-dd}."
            : $"{whose} runs out on {end:yyyy-MM-dd}, in {Math.Ceiling(left.TotalDays)} days.";
        Tell($"{whose} {Thresholds[reached]} {end}", warning);
        warnings.Add(warning);
    }

    private void Tell(string key, string warning)
    {
        if (_told.Add(key))
        {
            LogWarning(source, warning);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Warning}")]
    private partial void LogWarning(string source, string warning);
}
