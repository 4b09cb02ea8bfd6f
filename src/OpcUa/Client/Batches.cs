using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Cuts many operations into requests that the server takes, smaller ones when it finds them too large.</summary>
internal static class Batches
{
    /// <summary>Calls with consecutive parts of <paramref name="operations"/> and gives all results in their order.</summary>
    public static async Task<List<TResult>> CallAsync<TOperation, TResult>(
        IReadOnlyList<TOperation> operations,
        int limit,
        Func<TOperation[], Task<TResult[]>> call)
    {
        var results = new List<TResult>(operations.Count);
        while (results.Count < operations.Count)
        {
            var part = operations.Skip(results.Count).Take(limit).ToArray();
            try
            {
                var answers = await call(part).ConfigureAwait(false);
                ExpectCount(answers.Length, part.Length);
                results.AddRange(answers);
            }
            catch (UaException failure) when (IsTooLarge(failure.Status) && part.Length > 1)
            {
                limit = part.Length / 2;
            }
        }

        return results;
    }

    private static void ExpectCount(int results, int operations)
    {
        if (results != operations)
        {
            throw new UaException(StatusCode.BadUnknownResponse, $"{results} results came for {operations} operations.");
        }
    }

    private static bool IsTooLarge(StatusCode status) =>
        status.Code == StatusCode.BadTooManyOperations
        || status.Code == StatusCode.BadRequestTooLarge
        || status.Code == StatusCode.BadResponseTooLarge
        || status.Code == StatusCode.BadEncodingLimitsExceeded;
}
