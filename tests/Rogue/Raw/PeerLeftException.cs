namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>The attacked side has hung up: the end of most scripts.</summary>
internal sealed class PeerLeftException() : Exception("The peer hung up.");
