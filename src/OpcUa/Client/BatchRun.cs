using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Many operations on their way to a server, a few requests at a time. Where a request fails as a whole because of one operation in it,
/// that one is looked for by halving, and costs only itself.
/// </summary>
/// <param name="outcomeOf">The result of an operation that could not be carried out; null when a part that fails ends it all.</param>
/// <param name="channelEnded">Once it has completed, failures are the line's and not an operation's.</param>
internal sealed class BatchRun<TOperation, TResult>(
    IReadOnlyList<TOperation> operations,
    BatchLimit limit,
    Func<TOperation[], Task<TResult[]>> call,
    Func<TOperation, UaException, TResult>? outcomeOf,
    Task channelEnded)
{
    // One bad operation among a thousand costs 11 failures. A server that refuses everything is not asked for each operation alone.
    private const int MaxCost = 256;
    private const int CostOfTimeout = 16;
    private const int MaxCostOfTimeouts = 512;

    private readonly TResult[] _results = new TResult[operations.Count];
    private readonly Stack<(int At, int Count)> _left = new([(0, operations.Count)]);
    private readonly Lock _gate = new();
    private int _cost;
    private bool _isOver;

    /// <summary>All results in the order of the operations.</summary>
    /// <param name="parallel">Requests under way at once; one alone after the server has left one without an answer.</param>
    public async Task<TResult[]> RunAsync(int parallel)
    {
        var parts = (operations.Count + limit.Now - 1) / limit.Now;
        var workers = new Task[Math.Clamp(parallel, 1, Math.Max(1, parts))];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = WorkAsync(isAlone: i == 0);
        }

        await Task.WhenAll(workers).ConfigureAwait(false);

        // What the last request under way has put back, when those that could take it had ended already.
        await WorkAsync(isAlone: true).ConfigureAwait(false);
        return _results;
    }

    private async Task WorkAsync(bool isAlone)
    {
        try
        {
            while ((isAlone || !limit.IsSingle) && TryTake(out var part))
            {
                await TryCallAsync(part).ConfigureAwait(false);
            }
        }
        catch
        {
            lock (_gate)
            {
                _isOver = true;
            }

            throw;
        }
    }

    private bool TryTake(out (int At, int Count) part)
    {
        lock (_gate)
        {
            if (_isOver || !_left.TryPop(out part))
            {
                part = default;
                return false;
            }

            var most = limit.Now;
            if (part.Count > most)
            {
                _left.Push((part.At + most, part.Count - most));
                part.Count = most;
            }

            return true;
        }
    }

    private async Task TryCallAsync((int At, int Count) part)
    {
        var begun = limit.Begin();
        try
        {
            await CallAsync(part).ConfigureAwait(false);
            limit.Took(part.Count, begun);
        }
        catch (UaException failure) when (Batches.IsTooLarge(failure.Status) && part.Count > 1)
        {
            limit.TooLarge(part.Count);
            PutBack(part);
        }
        catch (UaException failure) when (outcomeOf is not null && !channelEnded.IsCompleted && !SessionFaults.IsLost(failure.Status))
        {
            if (!TryHalve(part, failure))
            {
                for (var i = part.At; i < part.At + part.Count; i++)
                {
                    _results[i] = outcomeOf(operations[i], failure);
                }
            }
        }
    }

    /// <exception cref="UaException">It is not one operation: the server does not answer.</exception>
    private bool TryHalve((int At, int Count) part, UaException failure)
    {
        var isTimeout = IsTimeout(failure.Status);
        if (isTimeout)
        {
            limit.TimedOut(part.Count);
        }

        lock (_gate)
        {
            _cost += isTimeout ? CostOfTimeout : 1;
            if (isTimeout && _cost > MaxCostOfTimeouts)
            {
                throw new UaException(failure.Status, failure.Message, failure);
            }

            if (part.Count == 1 || _cost >= MaxCost)
            {
                return false;
            }

            var half = part.Count / 2;
            _left.Push((part.At + half, part.Count - half));
            _left.Push((part.At, half));
            return true;
        }
    }

    private void PutBack((int At, int Count) part)
    {
        lock (_gate)
        {
            _left.Push(part);
        }
    }

    private async Task CallAsync((int At, int Count) part)
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

        answers.CopyTo(_results, part.At);
    }

    private static bool IsTimeout(StatusCode status) =>
        status.Code == StatusCode.BadTimeout || status.Code == StatusCode.BadRequestTimeout;
}
