using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>An attribute that does not change while the node lives, such as a display name: it is told once, and when the node is taken out.</summary>
internal sealed class FixedValue(Node node, DataValue value) : IValueSource
{
    public void Attach(DataItem item) => node.Watch(item, value);

    public void Detach(DataItem item) => node.Unwatch(item);

    public void Refresh(DataItem item) => item.Offer(node.IsRemoved ? Node.Gone : value);
}
