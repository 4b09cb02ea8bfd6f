namespace IndustrialGateway.LinkEmulator;

/// <summary>What the program says when the link stands.</summary>
/// <param name="GatewayControl">The gateway namespace's address on a wire to the machine itself.</param>
public sealed record LinkReady(
    string GatewayNamespace, string PlatformNamespace, string GatewayControl, string PlatformControl, IReadOnlyList<EmulatedPath> Paths);
