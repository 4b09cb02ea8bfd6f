using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>What became of one <see cref="ItemRequest"/>. One that failed is tried again whenever the subscription is made anew.</summary>
public readonly record struct ItemResult(ItemRequest Item, StatusCode Status, TimeSpan RevisedSamplingInterval, uint RevisedQueueSize)
{
    /// <summary>Why the server refused the item's filter; the item is there without it, and every change is reported. Good when there is nothing to say.</summary>
    public StatusCode FilterStatus { get; init; }

    /// <summary>Which fields and conditions of an event filter the server does not know; null when it has nothing to say.</summary>
    public EventFilterResult? FilterResult { get; init; }
}
