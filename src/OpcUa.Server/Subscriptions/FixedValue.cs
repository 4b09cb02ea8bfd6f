using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>An attribute that does not change while the node lives, such as a display name: it is told once.</summary>
internal sealed class FixedValue(DataValue value) : IValueSource
{
    public void Attach(DataItem item) => item.Offer(value);

    public void Detach(DataItem item)
    {
    }

    public void Refresh(DataItem item) => item.Offer(value);
}
