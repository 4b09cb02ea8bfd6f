using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Commands;

/// <summary>
/// Cuts operations that change something into requests, each of which is sent once. Only a request that a server refused unread, as too
/// large, is cut smaller and sent again; after any other failure nobody knows what was done, and nothing is repeated.
/// </summary>
internal static class CommandBatches
{
    /// <summary>
    /// One result for each operation, in order. When a later request fails, its operations have its status, and those not sent
    /// BadRequestInterrupted: what was done before is not forgotten.
    /// </summary>
    /// <exception cref="UaException">The first request failed.</exception>
    public static async Task<TResult[]> SendAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations,
        int limit,
        Func<TOperation[], Task<TResult[]>> send,
        Func<StatusCode, TResult> outcomeOf)
    {
        var results = new List<TResult>(operations.Count);
        while (results.Count < operations.Count)
        {
            TOperation[] part = [.. operations.Skip(results.Count).Take(limit)];
            try
            {
                var answers = await send(part).ConfigureAwait(false);
                results.AddRange(answers.Length == part.Length
                    ? answers
                    : throw new UaException(StatusCode.BadUnknownResponse, $"{answers.Length} results came for {part.Length} operations."));
            }
            catch (UaException failure) when (IsRefusedUnread(failure.Status) && part.Length > 1)
            {
                limit = part.Length / 2;
            }
            catch (UaException failure) when (results.Count > 0)
            {
                results.AddRange(part.Select(_ => outcomeOf(failure.Status)));
                results.AddRange(operations.Skip(results.Count).Select(_ => outcomeOf(StatusCode.BadRequestInterrupted)));
            }
        }

        return [.. results];
    }

    private static bool IsRefusedUnread(StatusCode status) =>
        status.Code == StatusCode.BadTooManyOperations || status.Code == StatusCode.BadRequestTooLarge;
}
