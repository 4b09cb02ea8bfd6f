namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>A promise of the product was broken in the simulation; the message says which.</summary>
internal sealed class SimulationException(string message) : Exception(message);
