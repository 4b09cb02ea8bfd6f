namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>A session at a better server, open and not yet publishing.</summary>
/// <param name="Reason">Why it is better, in words.</param>
internal sealed record BetterServer(UaSession Session, string Reason);
