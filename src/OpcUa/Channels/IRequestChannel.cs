using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>An open secure channel as a session sees it: the edge to the network. Several requests may be under way at once.</summary>
internal interface IRequestChannel : IAsyncDisposable
{
    /// <summary>Completes with the reason when the channel has ended; never faults.</summary>
    Task<UaException> Ended { get; }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="UaException">The server's fault, BadTimeout, or why the channel ended.</exception>
    ValueTask<TResponse> SendAsync<TResponse>(ServiceRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TResponse : ServiceResponse;

    /// <summary>
    /// Sends a request and does not wait. Once it is sent, <paramref name="completed"/> is called exactly once, with the response (also a fault)
    /// or the reason why none will come. It is called on the receiving loop, in the order in which responses come, and must be quick.
    /// </summary>
    /// <exception cref="UaException">The request was not sent; <paramref name="completed"/> is not called.</exception>
    ValueTask PostAsync(ServiceRequest request, Action<ServiceResponse?, UaException?> completed, CancellationToken cancellationToken);
}
