using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>One value for one variable, for <see cref="AddressSpace.Set"/>.</summary>
public readonly record struct VariableUpdate(VariableNode Variable, DataValue Value);
