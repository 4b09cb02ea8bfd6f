using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>When the machine sent the last messages that came, by its own clock. Any thread.</summary>
internal sealed class SendTimes
{
    /// <summary>A loss begins with the last message or, when others came before the news of it, one just before.</summary>
    private const int Kept = 32;

    private readonly Lock _gate = new();
    private readonly Queue<(long Received, long Sent)> _messages = new(Kept);

    public void Take(in NotificationBatch batch)
    {
        if (batch.IsHeartbeat || batch.PublishTime.IsNull)
        {
            return;
        }

        lock (_gate)
        {
            if (_messages.Count == Kept)
            {
                _messages.Dequeue();
            }

            _messages.Enqueue((batch.ReceivedTicks, batch.PublishTime.Ticks));
        }
    }

    /// <summary>When the message was sent that came at this time; null = not known.</summary>
    public long? Of(long receivedTicks)
    {
        lock (_gate)
        {
            foreach (var (received, sent) in _messages)
            {
                if (received == receivedTicks)
                {
                    return sent;
                }
            }

            return null;
        }
    }
}
