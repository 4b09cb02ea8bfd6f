using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// The certificate with which a channel was opened and after which another one could be shown: it is told how the session's opening ended, so that the next
/// connection shows the other one where this one was refused (some servers look at certificates only then: Part 4 §5.7.2.1, §5.7.3.1).
/// </summary>
/// <param name="hasOther">Another one is left that this server has not refused.</param>
internal sealed partial class ShownCertificate(Uri server, ApplicationCertificate own, bool hasOther, ShownCertificates all, ILogger logger)
{
    /// <summary>Another one is left to be shown, should this one get no session.</summary>
    public bool HasOther => hasOther;

    /// <summary>It got no session, and another one is to be shown.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>It has a session.</summary>
    public void Accepted() => all.Forget(server);

    /// <summary>It has no session, for this reason.</summary>
    public void Failed(Exception failure)
    {
        if (failure is not UaException refusal || !ShownCertificates.IsRefusal(refusal.Status))
        {
            return;
        }

        if (!hasOther)
        {
            all.Forget(server); // all were refused: from the newest again
            return;
        }

        IsRefused = true;
        all.Refuse(server, own);
        LogNoSession(server, own.Thumbprint, refusal.Message);
    }

    [LoggerMessage(LogLevel.Warning, "{Url} gives a channel but no session for the certificate {Thumbprint}; another one is tried. Let the server trust this one: {Reason}")]
    private partial void LogNoSession(Uri url, string thumbprint, string reason);
}
