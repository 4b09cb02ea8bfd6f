using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>A value that a client wants to write, checked for its type and for what the variable allows.</summary>
/// <param name="Value">The whole new value, also where the client wrote a part of an array.</param>
/// <param name="User">Who writes; empty for anonymous.</param>
public readonly record struct VariableWrite(VariableNode Variable, DataValue Value, string User);
