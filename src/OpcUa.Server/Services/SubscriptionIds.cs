namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Numbers subscriptions through the whole server: no two sessions have the same.</summary>
internal sealed class SubscriptionIds
{
    private uint _last;

    public uint Next() => Interlocked.Increment(ref _last);
}
