using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>Keeps one certificate from taking the connections that are meant for all: those beyond its share are hung up on.</summary>
internal sealed class ConnectionLimit(int mostPerCertificate)
{
    private readonly ConcurrentDictionary<string, int> _connections = new(StringComparer.Ordinal);

    /// <summary>Serves a connection whose certificate is known, or ends it at once.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate?.Thumbprint is not { } certificate)
        {
            await next(connection);
            return;
        }

        var count = _connections.AddOrUpdate(certificate, 1, (_, before) => before + 1);
        try
        {
            if (count <= mostPerCertificate)
            {
                await next(connection);
            }
        }
        finally
        {
            Leave(certificate);
        }
    }

    private void Leave(string certificate)
    {
        var left = _connections.AddOrUpdate(certificate, 0, (_, before) => before - 1);
        if (left == 0)
        {
            // Only if it is still none: another may just have come.
            _connections.TryRemove(new KeyValuePair<string, int>(certificate, 0));
        }
    }
}
