namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>What a ServiceLevel means, from worst to best (Part 4 §6.6.2.4.2).</summary>
public enum ServiceLevelRange
{
    /// <summary>0: it wants to be left alone until it is ready again.</summary>
    Maintenance,

    /// <summary>1: it is there, but has no data.</summary>
    NoData,

    /// <summary>2 to 199: part of its data or functions is missing, or it stands by.</summary>
    Degraded,

    /// <summary>200 to 255: everything works; higher means less load.</summary>
    Healthy,
}
