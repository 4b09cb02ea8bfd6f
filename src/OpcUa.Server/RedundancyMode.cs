namespace IndustrialGateway.OpcUa.Server;

/// <summary>How the servers of a redundant set stand by, with the numbers of RedundancySupport (OPC 10000-5 §12.5).</summary>
public enum RedundancyMode
{
    None,
    Cold,
    Warm,
    Hot,
}
