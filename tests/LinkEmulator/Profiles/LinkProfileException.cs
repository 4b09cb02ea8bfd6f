namespace IndustrialGateway.LinkEmulator.Profiles;

/// <summary>A profile that cannot be used; the message names each place, what is there and what may be.</summary>
public sealed class LinkProfileException(string message) : Exception(message);
