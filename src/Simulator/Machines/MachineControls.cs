using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Simulator.Machines;

/// <summary>What a machine has beside its signals: settings to write, a counter to reset, an alarm to acknowledge, and a memory of a few signals.</summary>
internal sealed class MachineControls
{
    private const int Remembered = 1_000;
    private const ushort FaultSeverity = 700;
    private static readonly HashSet<string> RememberedPaths = ["Energy/Power", "Cycle/Count"];

    private readonly Condition _fault;
    private readonly string _name;
    private int _resetWanted;

    public MachineControls(AddressSpace space, ObjectNode machine, TimeProvider time)
    {
        _name = machine.BrowseName.Name ?? "";
        _fault = space.AddCondition(machine, Id(machine, "FaultAlarm"), "FaultAlarm", time);
        space.AddMethod(machine, Id(machine, "ResetCounter"), "ResetCounter", [], [], (_, _) =>
        {
            Volatile.Write(ref _resetWanted, 1);
            return new ValueTask<Variant[]>([]);
        });
    }

    /// <summary>Lets clients do with a signal's node what its kind allows.</summary>
    public static void Take(Signal signal, VariableNode node)
    {
        if (signal.IsSetting)
        {
            node.AccessLevel |= AccessLevels.Write;
            node.OnWrite = write => double.IsFinite(write.Value.Value.AsDouble()) ? StatusCode.Good : StatusCode.BadOutOfRange;
        }

        if (RememberedPaths.Contains(signal.Path))
        {
            node.KeepHistory(Remembered);
        }
    }

    /// <summary>Does at a step what clients asked for, and raises or clears the alarm.</summary>
    public void Follow(Pulse pulse)
    {
        if (Interlocked.Exchange(ref _resetWanted, 0) != 0)
        {
            pulse.Parts = 0;
        }

        if (pulse.Mode == MachineMode.Fault)
        {
            _fault.Activate(FaultSeverity, $"{_name} has stopped with a fault");
        }
        else
        {
            _fault.Deactivate($"{_name} has no fault any more");
        }
    }

    private static NodeId Id(Node machine, string name) => new($"{machine.Id.Text}.{name}", machine.Id.NamespaceIndex);
}
