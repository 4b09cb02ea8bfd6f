namespace IndustrialGateway.Simulator.Machines;

/// <summary>The kinds of machines there are, and what each tells.</summary>
internal static class MachineKinds
{
    private static readonly (string Name, Func<SignalSet> Signals)[] All =
    [
        ("press", Press),
        ("cnc", Cnc),
        ("moulding", Moulding),
        ("compressor", Compressor),
        ("oven", Oven),
        ("robot", Robot),
    ];

    /// <summary>Machine <paramref name="number"/> of a plant, from 0: its name, e.g. <c>press-01</c>, and its signals.</summary>
    /// <param name="number">Kinds follow each other and begin again.</param>
    /// <param name="points">How many signals; a machine that has fewer gets additional sensors. 0 = as many as it has.</param>
    public static (string Name, IReadOnlyList<Signal> Signals) Machine(int number, int points)
    {
        var (kind, signals) = All[number % All.Length];
        var set = signals();
        for (var sensor = 1; set.Signals.Count < points; sensor++)
        {
            set.Temperature($"Sensors/Temperature{sensor:000}", 20, 25 + (sensor % 40));
        }

        var name = $"{kind}-{(number / All.Length) + 1:00}";
        return (name, points > 0 ? [.. set.Signals.Take(points)] : set.Signals);
    }

    private static SignalSet Press()
    {
        var set = new SignalSet().Machine(idlePower: 4, fullPower: 55)
            .Wave("Hydraulics/Pressure", "bar", 12, 245)
            .Wave("Hydraulics/PilotPressure", "bar", 18, 22, 2)
            .Wave("Hydraulics/Flow", "L/min", 5, 190)
            .Temperature("Hydraulics/OilTemperature", 28, 54)
            .Setting("Hydraulics/PressureLimit", "bar", 260)
            .Wave("Ram/Position", "mm", 0, 420, 2)
            .Wave("Ram/Speed", "mm/s", 0, 310, 1, 0.25)
            .Wave("Ram/Force", "kN", 0, 1600, 0, 0.1)
            .Flag("Guards/DoorClosed", pulse => pulse.IsRunning || pulse.Cycle < 0.5)
            .Flag("Guards/LightCurtain", pulse => pulse.Mode != MachineMode.Fault)
            .Flag("Guards/EmergencyStop", pulse => pulse.Mode == MachineMode.Off)
            .Text("Tool/Name", "A-118", "B-042", "C-207")
            .Vibration("Motor/Vibration", 0.3, 2.1)
            .Spectrum("Motor/Spectrum", 16)
            .Temperature("Motor/Temperature", 30, 71)
            .Wave("Motor/Current", "A", 6, 96);
        for (var cylinder = 1; cylinder <= 4; cylinder++)
        {
            set.Wave($"Cylinders/{cylinder}/Force", "kN", 0, 400, 1, cylinder * 0.01)
                .Temperature($"Cylinders/{cylinder}/SealTemperature", 25, 48);
        }

        return set;
    }

    private static SignalSet Cnc()
    {
        var set = new SignalSet().Machine(idlePower: 2, fullPower: 22)
            .Wave("Spindle/Speed", "/min", 0, 12000, 0)
            .Wave("Spindle/Load", "%", 2, 78)
            .Wave("Spindle/Torque", "N.m", 0, 64)
            .Temperature("Spindle/Temperature", 24, 46)
            .Vibration("Spindle/Vibration", 0.1, 1.4)
            .Spectrum("Spindle/Spectrum", 32)
            .Text("Program/Name", "O1207 轴套", "O1208 法兰", "O0031 壳体")
            .Setting("Program/FeedOverride", "%", 100)
            .Flag("Coolant/On", pulse => pulse.IsRunning)
            .Wave("Coolant/Pressure", "bar", 0, 22)
            .Temperature("Coolant/Temperature", 20, 27)
            .Flag("Door/Closed", pulse => pulse.IsRunning);
        string[] axes = ["X", "Y", "Z", "B"];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            set.Wave($"Axes/{axes[axis]}/Position", "mm", -250, 250, 3, axis * 0.2)
                .Wave($"Axes/{axes[axis]}/Load", "%", 1, 45, 1, axis * 0.15)
                .Temperature($"Axes/{axes[axis]}/MotorTemperature", 25, 52);
        }

        return set;
    }

    private static SignalSet Moulding()
    {
        var set = new SignalSet().Machine(idlePower: 6, fullPower: 48)
            .Wave("Injection/Pressure", "bar", 0, 1450)
            .Wave("Injection/Speed", "mm/s", 0, 120)
            .Wave("Injection/ScrewPosition", "mm", 4, 160, 2)
            .Wave("Clamp/Force", "kN", 0, 1800, 0)
            .Wave("Clamp/Position", "mm", 0, 380)
            .Setting("Injection/HoldPressure", "bar", 620)
            .Text("Material/Name", "PP-H340", "PA66-GF30", "ABS-757")
            .Flag("Ejector/Forward", pulse => pulse.Cycle > 0.92)
            .Flag("Mould/Open", pulse => pulse.Cycle > 0.85)
            .Temperature("Mould/WaterInlet", 18, 22)
            .Temperature("Mould/WaterOutlet", 18, 31)
            .Vibration("Pump/Vibration", 0.2, 1.7);
        for (var zone = 1; zone <= 6; zone++)
        {
            set.Temperature($"Barrel/Zone{zone}/Temperature", 60, 190 + (8 * zone), 0.3)
                .Setting($"Barrel/Zone{zone}/SetPoint", "Cel", 190 + (8 * zone));
        }

        return set;
    }

    private static SignalSet Compressor()
    {
        var set = new SignalSet().Machine(idlePower: 9, fullPower: 90)
            .Wave("Air/NetPressure", "bar", 6.6, 7.4, 2)
            .Wave("Air/Flow", "m3/min", 2, 14.5, 2)
            .Temperature("Air/DewPoint", 2, 4)
            .Wave("Motor/Speed", "/min", 900, 2950, 0)
            .Wave("Motor/Current", "A", 20, 160)
            .Temperature("Motor/WindingTemperature", 30, 96)
            .Vibration("Motor/Vibration", 0.4, 2.8)
            .Spectrum("Motor/Spectrum", 32)
            .Temperature("Oil/Temperature", 25, 82)
            .Wave("Oil/Pressure", "bar", 1.2, 2.4, 2)
            .Flag("Oil/FilterBlocked", pulse => pulse.Cycles % 500 > 490)
            .Flag("Drain/Open", pulse => pulse.Cycle < 0.03)
            .Setting("Control/SetPressure", "bar", 7);
        for (var stage = 1; stage <= 2; stage++)
        {
            set.Temperature($"Stages/{stage}/OutletTemperature", 24, 60 + (45 * stage))
                .Wave($"Stages/{stage}/Pressure", "bar", stage, 3.4 * stage, 2)
                .Vibration($"Stages/{stage}/Vibration", 0.3, 1.9);
        }

        return set;
    }

    private static SignalSet Oven()
    {
        var set = new SignalSet().Machine(idlePower: 12, fullPower: 140)
            .Wave("Conveyor/Speed", "m/min", 0, 3.2, 2)
            .Flag("Conveyor/Blocked", pulse => pulse.Mode == MachineMode.Fault)
            .Wave("Atmosphere/Oxygen", "%", 0.2, 0.9, 3)
            .Wave("Atmosphere/GasFlow", "m3/h", 0.4, 12)
            .Text("Recipe/Name", "T6-180", "T6-205", "SR-560")
            .Flag("Burner/On", pulse => pulse.Effort > 0.3)
            .Wave("Exhaust/FanSpeed", "/min", 0, 1450, 0)
            .Temperature("Exhaust/Temperature", 40, 165);
        for (var zone = 1; zone <= 6; zone++)
        {
            set.Temperature($"Zones/{zone}/Temperature", 60, 160 + (9 * zone), 0.4)
                .Setting($"Zones/{zone}/SetPoint", "Cel", 160 + (9 * zone))
                .Wave($"Zones/{zone}/HeaterPower", "kW", 0, 22, 1, zone * 0.1);
        }

        return set;
    }

    private static SignalSet Robot()
    {
        var set = new SignalSet().Machine(idlePower: 0.6, fullPower: 5.5)
            .Text("Program/Name", "PICK_A", "PICK_B", "WELD_12")
            .Flag("Gripper/Closed", pulse => pulse.Cycle is > 0.2 and < 0.7)
            .Wave("Gripper/Force", "N", 0, 85)
            .Wave("Tool/Speed", "mm/s", 0, 900, 0)
            .Flag("Safety/ZoneFree", pulse => pulse.Mode != MachineMode.Fault)
            .Setting("Program/SpeedOverride", "%", 85);
        for (var joint = 1; joint <= 6; joint++)
        {
            set.Wave($"Joints/{joint}/Angle", "deg", -90, 90, 3, joint * 0.13)
                .Wave($"Joints/{joint}/Torque", "N.m", -40, 40, 2, joint * 0.07)
                .Wave($"Joints/{joint}/Current", "A", 0, 6, 2, joint * 0.11)
                .Temperature($"Joints/{joint}/MotorTemperature", 25, 49);
        }

        return set;
    }
}
