using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Cuts many operations into requests that the server takes, smaller ones when it finds them too large. Where a request fails as a whole
/// because of one operation in it, that one is looked for by halving, and costs only itself.
/// </summary>
internal static class Batches
{
    /// <summary>Calls with consecutive parts of <paramref name="operations"/> and gives all results in their order; a part that fails ends it.</summary>
    public static Task<TResult[]> CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations, int limit, Func<TOperation[], Task<TResult[]>> call) =>
        CallAsync(operations, limit, call, outcomeOf: null, Task.CompletedTask);

    /// <summary>The same, but a part that fails is halved until it is clear which operation it fails for.</summary>
    /// <param name="outcomeOf">The result of an operation that could not be carried out.</param>
    /// <param name="channelEnded">Once it has completed, failures are the line's and not an operation's.</param>
    public static Task<TResult[]> CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations,
        int limit,
        Func<TOperation[], Task<TResult[]>> call,
        Func<TOperation, UaException, TResult>? outcomeOf,
        Task channelEnded) =>
        CallAsync(operations, new BatchLimit(limit, TimeProvider.System), parallel: 1, call, outcomeOf, channelEnded);

    /// <summary>The same with some requests under way at once, and what is learnt of their size kept for the next time.</summary>
    /// <param name="parallel">Requests under way at once, at least 1.</param>
    public static Task<TResult[]> CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations,
        BatchLimit limit,
        int parallel,
        Func<TOperation[], Task<TResult[]>> call,
        Func<TOperation, UaException, TResult>? outcomeOf,
        Task channelEnded) =>
        new BatchRun<TOperation, TResult>(operations, limit, call, outcomeOf, channelEnded).RunAsync(parallel);

    /// <summary>A smaller request may do.</summary>
    internal static bool IsTooLarge(StatusCode status) =>
        status.Code == StatusCode.BadTooManyOperations
        || status.Code == StatusCode.BadRequestTooLarge
        || status.Code == StatusCode.BadResponseTooLarge
        || status.Code == StatusCode.BadEncodingLimitsExceeded;
}
