using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>What became of one <see cref="ItemRequest"/>. One that failed is tried again whenever the subscription is made anew.</summary>
public readonly record struct ItemResult(ItemRequest Item, StatusCode Status, TimeSpan RevisedSamplingInterval, uint RevisedQueueSize)
{
    /// <summary>Why the server refused the item's filter; the item is there without it, and every change is reported. Good when there is nothing to say.</summary>
    public StatusCode FilterStatus { get; init; }
}
