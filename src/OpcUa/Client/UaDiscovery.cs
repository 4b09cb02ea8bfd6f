using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Asks servers what they offer, on a channel without security: what is said there counts only after a session has confirmed it.</summary>
public static class UaDiscovery
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The server's endpoints.</summary>
    /// <exception cref="Types.UaException">The server cannot be reached or refuses.</exception>
    public static Task<EndpointDescription[]> GetEndpointsAsync(
        Uri url,
        TimeProvider? time = null,
        ILogger? logger = null,
        CancellationToken cancellationToken = default) =>
        GetEndpointsAsync(url, new ChannelLimits(), Timeout, time ?? TimeProvider.System, logger ?? NullLogger.Instance, cancellationToken);

    internal static async Task<EndpointDescription[]> GetEndpointsAsync(
        Uri url,
        ChannelLimits limits,
        TimeSpan timeout,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var channel = await ClientChannel.OpenAsync(url, ChannelSecurity.None, limits, time, logger, cancellationToken)
            .ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            var request = new GetEndpointsRequest { EndpointUrl = url.OriginalString };
            var response = await channel.SendAsync<GetEndpointsResponse>(request, timeout, cancellationToken).ConfigureAwait(false);
            return response.Endpoints;
        }
    }
}
