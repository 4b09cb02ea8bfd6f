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
        AskAsync(
            ClientChannel.OpenAsync(url, ChannelSecurity.None, new ChannelLimits(), time ?? TimeProvider.System, logger ?? NullLogger.Instance, cancellationToken),
            Timeout,
            cancellationToken);

    /// <summary>Asks on a channel that is being opened, by the URL of its Hello, and closes it.</summary>
    internal static async Task<EndpointDescription[]> AskAsync(Task<ClientChannel> opening, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var channel = await opening.ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            var request = new GetEndpointsRequest { EndpointUrl = channel.EndpointUrl };
            var response = await channel.SendAsync<GetEndpointsResponse>(request, timeout, cancellationToken).ConfigureAwait(false);
            return response.Endpoints;
        }
    }
}
