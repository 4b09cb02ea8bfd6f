using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>The subscriptions that a client's owner wants, whatever session has them; readers take one snapshot. Safe for many threads.</summary>
internal sealed class SubscriptionList
{
    private readonly Lock _changing = new();
    private volatile UaSubscription[] _all = [];

    public UaSubscription[] All => _all;

    public void Add(UaSubscription subscription)
    {
        lock (_changing)
        {
            _all = [.. _all, subscription];
        }
    }

    public void Remove(UaSubscription subscription)
    {
        lock (_changing)
        {
            _all = [.. _all.Where(each => each != subscription)];
        }
    }
}
