using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Cuts many operations into requests that the server takes, smaller ones when it finds them too large. Where a request fails as a whole
/// because of one operation in it, that one is looked for by halving, and costs only itself.
/// </summary>
internal static class Batches
{
    // One bad operation among a thousand costs 11 failures. A server that refuses everything is not asked for each operation alone.
    private const int MaxCost = 256;
    private const int CostOfTimeout = 16;
    private const int MaxCostOfTimeouts = 512;

    /// <summary>Calls with consecutive parts of <paramref name="operations"/> and gives all results in their order; a part that fails ends it.</summary>
    public static Task<TResult[]> CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations, int limit, Func<TOperation[], Task<TResult[]>> call) =>
        CallAsync(operations, limit, call, outcomeOf: null, Task.CompletedTask);

    /// <summary>The same, but a part that fails is halved until it is clear which operation it fails for.</summary>
    /// <param name="outcomeOf">The result of an operation that could not be carried out.</param>
    /// <param name="channelEnded">Once it has completed, failures are the line's and not an operation's.</param>
    public static async Task<TResult[]> CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations,
        int limit,
        Func<TOperation[], Task<TResult[]>> call,
        Func<TOperation, UaException, TResult>? outcomeOf,
        Task channelEnded)
    {
        var results = new TResult[operations.Count];
        var cost = 0;
        var left = new Stack<(int At, int Count)>([(0, operations.Count)]);
        while (left.TryPop(out var part))
        {
            if (part.Count > limit)
            {
                left.Push((part.At + limit, part.Count - limit));
                part.Count = limit;
            }

            try
            {
                await CallAsync(operations, part, call, results).ConfigureAwait(false);
            }
            catch (UaException failure) when (IsTooLarge(failure.Status) && part.Count > 1)
            {
                limit = part.Count / 2;
                left.Push(part);
            }
            catch (UaException failure) when (outcomeOf is not null && !channelEnded.IsCompleted && !SessionFaults.IsLost(failure.Status))
            {
                cost += IsTimeout(failure.Status) ? CostOfTimeout : 1;
                if (IsTimeout(failure.Status) && cost > MaxCostOfTimeouts)
                {
                    throw; // it is not one operation: the server does not answer
                }

                if (part.Count > 1 && cost < MaxCost)
                {
                    var half = part.Count / 2;
                    left.Push((part.At + half, part.Count - half));
                    left.Push((part.At, half));
                    continue;
                }

                for (var i = part.At; i < part.At + part.Count; i++)
                {
                    results[i] = outcomeOf(operations[i], failure);
                }
            }
        }

        return results;
    }

    private static async Task CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations, (int At, int Count) part, Func<TOperation[], Task<TResult[]>> call, TResult[] results)
    {
        if (part.Count == 0)
        {
            return;
        }

        var some = new TOperation[part.Count];
        for (var i = 0; i < some.Length; i++)
        {
            some[i] = operations[part.At + i];
        }

        var answers = await call(some).ConfigureAwait(false);
        if (answers.Length != some.Length)
        {
            throw new UaException(StatusCode.BadUnknownResponse, $"{answers.Length} results came for {some.Length} operations.");
        }

        answers.CopyTo(results, part.At);
    }

    private static bool IsTimeout(StatusCode status) =>
        status.Code == StatusCode.BadTimeout || status.Code == StatusCode.BadRequestTimeout;

    private static bool IsTooLarge(StatusCode status) =>
        status.Code == StatusCode.BadTooManyOperations
        || status.Code == StatusCode.BadRequestTooLarge
        || status.Code == StatusCode.BadResponseTooLarge
        || status.Code == StatusCode.BadEncodingLimitsExceeded;
}
