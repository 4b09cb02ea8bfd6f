using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Simulator.Machines;

/// <summary>One thing that a machine tells.</summary>
/// <param name="Path">Below the machine, levels parted by '/', e.g. <c>Hydraulics/Pressure</c>.</param>
/// <param name="Type">Of its values, of an array that of the items.</param>
/// <param name="Unit">UCUM; may be empty.</param>
/// <param name="Every">It may change at every so many-th step.</param>
/// <param name="Next">Its value at a step.</param>
/// <param name="IsArray">One dimension.</param>
/// <param name="IsSetting">Clients write it, and it stays what they wrote.</param>
internal sealed record Signal(
    string Path, BuiltInType Type, string Unit, int Every, Func<Pulse, Variant> Next, bool IsArray = false, bool IsSetting = false)
{
    /// <summary>Its numbers are those of <see cref="MachineMode"/>.</summary>
    public bool IsMode { get; init; }
}
