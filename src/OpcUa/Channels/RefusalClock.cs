namespace IndustrialGateway.OpcUa.Channels;

/// <summary>
/// Says when the refusal of one request may go out: at a whole multiple of a period after its secret was taken up, whatever was wrong with that and
/// however long it took to see, so that the answer's time tells nothing of it (CVE-2024-42512).
/// </summary>
/// <remarks>It is made before the work begins and runs beside it: a timer that is made after the work fires so much later as that took.</remarks>
public sealed class RefusalClock : IDisposable
{
    private readonly ITimer? _timer;
    private volatile TaskCompletionSource? _next;

    /// <param name="period">Zero: every refusal may go out at once.</param>
    public RefusalClock(TimeSpan period, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _timer = period == TimeSpan.Zero ? null : time.CreateTimer(_ => _next?.TrySetResult(), null, period, period);
    }

    /// <summary>Completes at the next multiple; never when it is disposed before. One waits at a time.</summary>
    public Task NextAsync()
    {
        if (_timer is null)
        {
            return Task.CompletedTask;
        }

        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _next = next;
        return next.Task;
    }

    public void Dispose() => _timer?.Dispose();
}
