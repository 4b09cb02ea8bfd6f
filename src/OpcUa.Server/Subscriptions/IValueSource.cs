namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>Something whose values can be watched: a variable, or an attribute that never changes.</summary>
internal interface IValueSource
{
    /// <summary>From now on the item hears of every value, beginning with the one that is there.</summary>
    void Attach(DataItem item);

    void Detach(DataItem item);

    /// <summary>Tells the item the value that is there once more.</summary>
    void Refresh(DataItem item);
}
