using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>How long a step of the recovery is waited for.</summary>
internal sealed class StepPatience(TimeSpan connectTimeout, TimeProvider time)
{
    /// <summary>Ends a step that takes longer than connecting may.</summary>
    /// <exception cref="UaException">BadTimeout.</exception>
    public async Task<RecoveryOutcome> LimitAsync(Func<CancellationToken, Task<RecoveryOutcome>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(connectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"The server could not be connected within {connectTimeout}.");
        }
    }

    /// <summary>Whether something ends in this time.</summary>
    public async Task<bool> EndsWithinAsync(Task end, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await end.WaitAsync(delay, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
