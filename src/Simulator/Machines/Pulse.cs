namespace IndustrialGateway.Simulator.Machines;

/// <summary>What a machine is doing at one step: everything its signals follow.</summary>
internal sealed class Pulse(Random noise)
{
    /// <summary>Seconds since the machine was switched on.</summary>
    public double Seconds { get; set; }

    /// <summary>Seconds since the step before.</summary>
    public double Step { get; set; }

    public MachineMode Mode { get; set; }

    /// <summary>0 at rest to 1 at full work, slowly changing.</summary>
    public double Effort { get; set; }

    /// <summary>Where in its cycle the machine is, 0 to 1.</summary>
    public double Cycle { get; set; }

    public uint Cycles { get; set; }

    /// <summary>Cycles since the counter of parts was reset.</summary>
    public uint Parts { get; set; }

    public DateTimeOffset Now { get; set; }

    public bool IsRunning => Mode == MachineMode.Running;

    /// <summary>Roughly normal, standard deviation 1: the sum of twelve dice is good enough for a sensor.</summary>
    public double Noise()
    {
        var sum = -6.0;
        for (var die = 0; die < 12; die++)
        {
            sum += noise.NextDouble();
        }

        return sum;
    }

    /// <summary>0 up to 1.</summary>
    public double Chance() => noise.NextDouble();
}

/// <summary>What a machine is doing, with the numbers that its StateCode shows.</summary>
internal enum MachineMode
{
    Off = 0,
    Idle = 1,
    Setup = 2,
    Running = 3,
    Fault = 4,
}
