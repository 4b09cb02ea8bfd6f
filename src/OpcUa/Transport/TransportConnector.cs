using System.Net.Sockets;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>Reaches a server: resolves, connects and shakes hands within the handshake's time, or says in plain words why not.</summary>
public static class TransportConnector
{
    /// <summary>OPC UA's own port, for URLs that name none.</summary>
    public const int DefaultPort = 4840;

    /// <exception cref="UaException">BadTcpEndpointUrlInvalid, BadTimeout, BadServerNotConnected or what the server answered.</exception>
    public static async Task<TransportConnection> ConnectAsync(
        Uri endpointUrl, TransportLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpointUrl);
        ArgumentNullException.ThrowIfNull(limits);
        if (endpointUrl.Scheme != "opc.tcp" || endpointUrl.Host.Length == 0)
        {
            throw new UaException(StatusCode.BadTcpEndpointUrlInvalid, $"'{endpointUrl}' is not an address such as opc.tcp://host:4840.");
        }

        using var limit = new CancellationTokenSource(limits.HandshakeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ConnectWithinAsync(endpointUrl, limits, time, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when ((failure is OperationCanceledException or UaException) && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"{endpointUrl} did not answer within {limits.HandshakeTimeout}.", failure);
        }
        catch (UaException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // closed for that reason between two steps
        }
        catch (SocketException failure)
        {
            throw new UaException(StatusCode.BadServerNotConnected, $"{endpointUrl} cannot be reached: {failure.Message}.", failure);
        }
    }

    private static async Task<TransportConnection> ConnectWithinAsync(
        Uri endpointUrl, TransportLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var port = endpointUrl.Port > 0 ? endpointUrl.Port : DefaultPort;
        var stream = await ReaderThreadStream.ConnectAsync(endpointUrl.DnsSafeHost, port, limits.StallTimeout, cancellationToken).ConfigureAwait(false);
        var connection = new TransportConnection(stream, limits, time, endpointUrl.Authority);
        try
        {
            await Handshake.GreetAsync(connection, endpointUrl.OriginalString, limits, cancellationToken).ConfigureAwait(false);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the thread is there to read
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            throw;
        }
    }
}
