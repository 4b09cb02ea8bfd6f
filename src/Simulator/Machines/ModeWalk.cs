namespace IndustrialGateway.Simulator.Machines;

/// <summary>Wanders between a machine's modes: mostly running, with stops now and then.</summary>
internal sealed class ModeWalk(Random random)
{
    // Mean seconds in a mode, and where it goes from there.
    private static readonly Dictionary<MachineMode, (double Mean, MachineMode[] Next)> Ways = new()
    {
        [MachineMode.Off] = (30, [MachineMode.Idle]),
        [MachineMode.Idle] = (10, [MachineMode.Running, MachineMode.Running, MachineMode.Setup]),
        [MachineMode.Setup] = (15, [MachineMode.Running]),
        [MachineMode.Running] = (120, [MachineMode.Idle, MachineMode.Idle, MachineMode.Fault]),
        [MachineMode.Fault] = (8, [MachineMode.Idle, MachineMode.Setup]),
    };

    private MachineMode _mode = MachineMode.Running;
    private double _left = 20 + (100 * random.NextDouble());

    public MachineMode Next(double seconds)
    {
        _left -= seconds;
        if (_left <= 0)
        {
            var next = Ways[_mode].Next;
            _mode = next[random.Next(next.Length)];
            _left = Ways[_mode].Mean * (0.5 + random.NextDouble());
        }

        return _mode;
    }
}
