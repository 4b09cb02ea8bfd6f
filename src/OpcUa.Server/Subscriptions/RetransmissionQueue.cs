using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>The messages that the client has not acknowledged, for Republish; a full one loses its oldest (Part 4 §5.14.1.2).</summary>
internal sealed class RetransmissionQueue(int capacity)
{
    private readonly LinkedList<NotificationMessage> _messages = new();

    public uint[] SequenceNumbers => [.. _messages.Select(message => message.SequenceNumber)];

    public void Add(NotificationMessage message)
    {
        _messages.AddLast(message);
        if (_messages.Count > capacity)
        {
            _messages.RemoveFirst();
        }
    }

    public NotificationMessage? Find(uint sequenceNumber) =>
        _messages.FirstOrDefault(message => message.SequenceNumber == sequenceNumber);

    public bool Remove(uint sequenceNumber) => Find(sequenceNumber) is { } message && _messages.Remove(message);
}
