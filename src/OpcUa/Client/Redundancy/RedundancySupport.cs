namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>How the servers of a set stand by for each other (Part 5 §12.5).</summary>
public enum RedundancySupport
{
    /// <summary>The server does not say that it belongs to a set.</summary>
    None,

    /// <summary>One runs at a time: the others cannot be reached before they are needed.</summary>
    Cold,

    /// <summary>The others run, but have no or not all data.</summary>
    Warm,

    /// <summary>All run with all data.</summary>
    Hot,

    /// <summary>The set looks like one server: clients need do nothing.</summary>
    Transparent,

    /// <summary>Sessions and subscriptions are the same at all.</summary>
    HotAndMirrored,
}
