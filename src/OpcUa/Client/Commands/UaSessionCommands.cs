using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Commands;

/// <summary>
/// What changes something in a server. Nothing here is ever repeated by itself: when a request times out or its channel is lost, it may have
/// been carried out or not, and only the caller can find out (by reading) and decide. Safe for many threads.
/// </summary>
public static class UaSessionCommands
{
    /// <summary>
    /// Writes attributes (Part 4 §5.11.4), in as many requests as the server's limits ask for; one status each, in order. A status of
    /// BadTimeout or BadConnectionClosed says that the value may have been written.
    /// </summary>
    /// <exception cref="UaException">
    /// The request failed as a whole: refused, or BadTimeout, BadRequestTimeout, BadConnectionClosed and the like, after which it is not known
    /// whether it was carried out.
    /// </exception>
    public static async Task<IReadOnlyList<StatusCode>> WriteAsync(
        this UaSession session, IReadOnlyList<WriteValue> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(values);
        return await CommandBatches.SendAsync(
            values,
            session.Limits.NodesPerWrite,
            async part =>
            {
                var request = new WriteRequest { NodesToWrite = part };
                return (await session.SendAsync<WriteResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
            },
            static status => status).ConfigureAwait(false);
    }

    /// <summary>Writes one value, without status and times.</summary>
    /// <inheritdoc cref="WriteAsync(UaSession, IReadOnlyList{WriteValue}, CancellationToken)" path="/exception"/>
    public static async Task<StatusCode> WriteAsync(this UaSession session, NodeId node, Variant value, CancellationToken cancellationToken) =>
        (await session.WriteAsync([new WriteValue(node, value)], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>
    /// Calls methods (Part 4 §5.12.2), in as many requests as the server's limits ask for; one result each, in order. The order in which the
    /// server carries them out is its own.
    /// </summary>
    /// <inheritdoc cref="WriteAsync(UaSession, IReadOnlyList{WriteValue}, CancellationToken)" path="/exception"/>
    public static async Task<IReadOnlyList<CallMethodResult>> CallAsync(
        this UaSession session, IReadOnlyList<CallMethodRequest> methods, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(methods);
        return await CommandBatches.SendAsync(
            methods,
            session.Limits.NodesPerMethodCall,
            async part =>
            {
                var request = new CallRequest { MethodsToCall = part };
                return (await session.SendAsync<CallResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
            },
            static status => new CallMethodResult { Status = status }).ConfigureAwait(false);
    }

    /// <summary>Calls one method.</summary>
    /// <inheritdoc cref="WriteAsync(UaSession, IReadOnlyList{WriteValue}, CancellationToken)" path="/exception"/>
    public static async Task<CallMethodResult> CallAsync(
        this UaSession session, NodeId objectId, NodeId methodId, Variant[] arguments, CancellationToken cancellationToken)
    {
        var request = new CallMethodRequest { ObjectId = objectId, MethodId = methodId, InputArguments = arguments };
        return (await session.CallAsync([request], cancellationToken).ConfigureAwait(false))[0];
    }
}
