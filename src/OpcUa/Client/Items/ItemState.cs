using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>One item as it is wanted, and what became of it. Its owner holds the lock.</summary>
internal sealed class ItemState(ItemRequest request)
{
    public ItemRequest Request { get; set; } = request;

    /// <summary>The server's number for it in the subscription's present life; null while it has none.</summary>
    public uint? Id { get; set; }

    public ItemResult Result { get; set; } = new(request, StatusCode.BadServerNotConnected, TimeSpan.Zero, 0);

    public long Overflows { get; set; }

    public ItemStatistics Statistics => new(
        Request.ClientHandle,
        Request.Node,
        Result.Status,
        Result.FilterStatus,
        Result.RevisedSamplingInterval,
        Result.RevisedQueueSize,
        Overflows);
}
