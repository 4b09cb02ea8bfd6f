using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>What became of a source's items at the server; an item's number is its place in the plan plus one. Any thread.</summary>
internal sealed class ItemTable(IReadOnlyList<PlannedPoint> points)
{
    private readonly StatusCode[] _statuses = [.. points.Select(_ => StatusCode.BadServerNotConnected)];

    public IReadOnlyList<PlannedPoint> Points => points;

    public int Good => _statuses.Count(status => !status.IsBad);

    public int Bad => _statuses.Length - Good;

    /// <summary>The numbers of the items that the server refused.</summary>
    public IReadOnlyList<uint> Refused =>
        [.. _statuses.Index().Where(item => item.Item.IsBad).Select(item => (uint)item.Index + 1)];

    /// <summary>The point's handle in the gateway; null for a number that nobody gave.</summary>
    public int? Find(uint clientHandle) => clientHandle - 1 < (uint)points.Count ? points[(int)clientHandle - 1].Point : null;

    public StatusCode StatusOf(uint clientHandle) => _statuses[clientHandle - 1];

    public void Take(IEnumerable<ItemResult> results)
    {
        foreach (var result in results)
        {
            _statuses[result.Item.ClientHandle - 1] = result.Status;
        }
    }

    /// <summary>The items that are read in this way.</summary>
    public IReadOnlyList<ItemRequest> Requests(ReadMode mode) =>
        [.. points.Index().Where(point => point.Item.Item.Mode == mode).Select(point => Request((uint)point.Index + 1))];

    public ItemRequest Request(uint clientHandle)
    {
        var point = points[(int)clientHandle - 1];
        return new ItemRequest(clientHandle, point.Node)
        {
            SamplingInterval = point.Item.SamplingInterval,
            QueueSize = (uint?)point.Item.QueueSize,
            DiscardOldest = point.Item.Discard == DiscardedValues.Oldest,
            Deadband = point.Item.Deadband,
            Trigger = point.Item.Trigger,
        };
    }
}
