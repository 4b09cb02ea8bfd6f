namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>In which order that is sent which waited while the platform was out of reach.</summary>
internal enum BacklogOrder
{
    /// <summary>As it was kept.</summary>
    OldestFirst,

    /// <summary>From the newest backwards, in pieces that are each in order.</summary>
    NewestFirst,
}
