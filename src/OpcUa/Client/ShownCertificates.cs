using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// With which of this application's certificates servers opened a channel and then gave no session: those are shown to them last, until another one has
/// a session. After that the newest is shown first again, since people may have let the server trust it meanwhile. Safe for many threads.
/// </summary>
/// <remarks>It holds no more than the servers of one client have been shown since they last gave it a session.</remarks>
internal sealed class ShownCertificates
{
    private readonly ConcurrentDictionary<(Uri Server, string Thumbprint), bool> _refused = new();

    public bool IsRefused(Uri server, ApplicationCertificate? own) => own is not null && _refused.ContainsKey((server, own.Thumbprint));

    public void Refuse(Uri server, ApplicationCertificate own) => _refused[(server, own.Thumbprint)] = true;

    public void Forget(Uri server)
    {
        foreach (var each in _refused.Keys.Where(each => each.Server == server))
        {
            _refused.TryRemove(each, out _);
        }
    }

    /// <summary>What says of a server that it may not know this application's certificate yet; some only hang up.</summary>
    public static bool IsRefusal(StatusCode status) =>
        status == StatusCode.BadSecurityChecksFailed || status == StatusCode.BadConnectionClosed || SecurityExplanations.IsAboutCertificates(status);
}
