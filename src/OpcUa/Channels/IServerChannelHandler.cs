using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>Answers the requests of a channel, one after the other; the server proper is one, tests bring their own.</summary>
public interface IServerChannelHandler
{
    /// <summary>Answers now, or later through <see cref="ServerChannel.SendAsync(uint, ServiceResponse)"/>. A UaException becomes a ServiceFault.</summary>
    ValueTask HandleAsync(ServerChannel channel, uint requestId, ServiceRequest request, CancellationToken cancellationToken);
}
