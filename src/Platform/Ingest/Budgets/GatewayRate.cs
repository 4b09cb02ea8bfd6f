namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>How fast all streams of one gateway together may send: one that is faster is read more slowly, and loses nothing.</summary>
internal sealed class GatewayRate(IngestLimits limits, TimeProvider time)
{
    private readonly TokenBucket _bytes = new(limits.BytesPerSecond, 2.0 * limits.BytesPerSecond, time);
    private readonly TokenBucket _messages = new(limits.MessagesPerSecond, 2.0 * limits.MessagesPerSecond, time);

    /// <summary>Counts a message; completes when the next may be read, and tells how long that was held back.</summary>
    public async ValueTask<TimeSpan> TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var (ofBytes, ofMessages) = (_bytes.Take(bytes), _messages.Take(1));
        var wait = ofBytes > ofMessages ? ofBytes : ofMessages;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return wait;
    }
}
