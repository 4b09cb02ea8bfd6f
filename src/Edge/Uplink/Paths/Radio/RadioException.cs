namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>The radio's figures could not be had; the message says why.</summary>
internal sealed class RadioException(string message) : Exception(message);
