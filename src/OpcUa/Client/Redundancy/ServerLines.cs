using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>The ways to the servers of a set: one for each, all with the same security and user.</summary>
/// <param name="lineTo">Makes the way to a server.</param>
internal sealed class ServerLines(UaClientOptions options, ServerSet set, Func<Uri, IConnector> lineTo, TimeProvider time)
{
    // Of a visit: a standby that takes longer is not one that anybody would want to be read from.
    private static readonly TimeSpan VisitPatience = TimeSpan.FromSeconds(5);

    /// <summary>A channel to one server, in the time given.</summary>
    /// <exception cref="UaException">What is in the way.</exception>
    public async Task<Connection> ConnectAsync(RedundantServer server, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await WithinAsync(patience, stop => lineTo(server.Url).ConnectAsync(stop), cancellationToken).ConfigureAwait(false);
            var uri = connection.Selected.Endpoint.Server.ApplicationUri ?? "";
            if (server.NamedUri.Length > 0 && uri != server.NamedUri)
            {
                await connection.Channel.DisposeAsync().ConfigureAwait(false);
                throw new UaException(StatusCode.BadServerUriInvalid, $"At {server.Url} there is {uri}, where {server.NamedUri} was expected.");
            }

            set.Reached(server.Url, uri);
            return connection with { Url = server.Url };
        }
        catch (UaException)
        {
            set.Missed(server.Url);
            throw;
        }
    }

    /// <summary>A session with one server, to look at it and perhaps to stay; nothing is published before it is wanted.</summary>
    /// <exception cref="UaException">What is in the way.</exception>
    public async Task<UaSession> VisitAsync(RedundantServer server, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(server, VisitPatience, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WithinAsync(
                VisitPatience,
                stop => UaSession.OpenAsync(connection, options with { EndpointUrl = server.Url }, time, stop, isHeld: true),
                cancellationToken).ConfigureAwait(false);
        }
        catch (UaException)
        {
            set.Missed(server.Url);
            throw;
        }
    }

    private async Task<T> WithinAsync<T>(TimeSpan patience, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"It did not answer within {patience.TotalSeconds:0.#} s.");
        }
    }
}
