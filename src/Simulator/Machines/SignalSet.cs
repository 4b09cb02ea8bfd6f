using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Simulator.Machines;

/// <summary>Collects a machine's signals, each by how it behaves. "Fast" ones may change at every step.</summary>
internal sealed class SignalSet
{
    private const int Slow = 5;
    private const int Rare = 25;

    private readonly List<Signal> _signals = [];

    public IReadOnlyList<Signal> Signals => _signals;

    /// <summary>What every machine tells: mode, counters, energy, order and times.</summary>
    public SignalSet Machine(double idlePower, double fullPower)
    {
        _signals.Add(new("State", BuiltInType.String, "", 1, pulse => Variant.Of(pulse.Mode.ToString())));
        _signals.Add(new("StateCode", BuiltInType.Int32, "", 1, pulse => Variant.Of((int)pulse.Mode)) { IsMode = true });
        Flag("Running", pulse => pulse.IsRunning);
        Flag("Fault", pulse => pulse.Mode == MachineMode.Fault);
        _signals.Add(new("Cycle/Count", BuiltInType.UInt32, "{cycle}", 1, pulse => Variant.Of(pulse.Cycles)));
        _signals.Add(new("Cycle/Progress", BuiltInType.Byte, "%", 1, pulse => Variant.Of((byte)(pulse.Cycle * 100))));
        Count("Parts/Good", pulse => pulse.Parts - (pulse.Parts / 97));
        Count("Parts/Scrap", pulse => pulse.Parts / 97);
        _signals.Add(new("Order/Number", BuiltInType.String, "", Rare, Order));
        Fast("Energy/Power", "kW", 2, pulse => idlePower + ((fullPower - idlePower) * pulse.Effort) + (0.1 * pulse.Noise()));
        Accumulate("Energy/Total", "kW.h", pulse => (idlePower + ((fullPower - idlePower) * pulse.Effort)) / 3600);
        Accumulate("Hours/Running", "h", pulse => pulse.IsRunning ? 1 / 3600.0 : 0);
        _signals.Add(new("Clock", BuiltInType.DateTime, "", Slow, pulse => Variant.Of(UaDateTime.From(pulse.Now))));
        return this;
    }

    /// <summary>Follows the machine's work with a delay of minutes, as mass does.</summary>
    public SignalSet Temperature(string path, double idle, double working, double noise = 0.08)
    {
        var now = idle;
        _signals.Add(new(path, BuiltInType.Double, "Cel", Slow, pulse =>
        {
            var target = idle + ((working - idle) * pulse.Effort);
            now += (target - now) * Math.Min(1, pulse.Step * Slow / 90);
            return Variant.Of(Math.Round(now + (noise * pulse.Noise()), 1));
        }));
        return this;
    }

    /// <summary>Rises and falls with each cycle, and rests at the low end.</summary>
    public SignalSet Wave(string path, string unit, double low, double high, int decimals = 1, double phase = 0) =>
        Fast(path, unit, decimals, pulse => low
            + (pulse.IsRunning ? (high - low) * 0.5 * (1 - Math.Cos(2 * Math.PI * (pulse.Cycle + phase))) : 0)
            + ((high - low) * 0.004 * pulse.Noise()));

    /// <summary>Changes at every step.</summary>
    public SignalSet Fast(string path, string unit, int decimals, Func<Pulse, double> value)
    {
        _signals.Add(new(path, BuiltInType.Double, unit, 1, pulse => Variant.Of(Math.Round(value(pulse), decimals))));
        return this;
    }

    /// <summary>A sensor with single precision that wanders about a level.</summary>
    public SignalSet Vibration(string path, double idle, double working)
    {
        _signals.Add(new(path, BuiltInType.Float, "mm/s", 1, pulse =>
            Variant.Of((float)Math.Abs(idle + ((working - idle) * pulse.Effort) + (0.05 * pulse.Noise())))));
        return this;
    }

    /// <summary>The vibration's spectrum: an array.</summary>
    public SignalSet Spectrum(string path, int lines)
    {
        _signals.Add(new(path, BuiltInType.Float, "mm/s", Slow, pulse => Variant.OfArray(
            BuiltInType.Float,
            Enumerable.Range(1, lines).Select(line => (float)(Math.Abs(pulse.Noise()) * pulse.Effort / line)).ToArray()),
            IsArray: true));
        return this;
    }

    public SignalSet Flag(string path, Func<Pulse, bool> value)
    {
        _signals.Add(new(path, BuiltInType.Boolean, "", 1, pulse => Variant.Of(value(pulse))));
        return this;
    }

    public SignalSet Count(string path, Func<Pulse, uint> value)
    {
        _signals.Add(new(path, BuiltInType.UInt32, "{part}", 1, pulse => Variant.Of(value(pulse))));
        return this;
    }

    /// <summary>Sums what each second adds.</summary>
    public SignalSet Accumulate(string path, string unit, Func<Pulse, double> perSecond)
    {
        var sum = 0.0;
        _signals.Add(new(path, BuiltInType.Double, unit, Slow, pulse =>
        {
            sum += perSecond(pulse) * pulse.Step * Slow;
            return Variant.Of(Math.Round(sum, 4));
        }));
        return this;
    }

    /// <summary>Set by a person, at the machine or by a client.</summary>
    public SignalSet Setting(string path, string unit, double value)
    {
        _signals.Add(new(path, BuiltInType.Double, unit, Rare, _ => Variant.Of(value), IsSetting: true));
        return this;
    }

    public SignalSet Text(string path, params string[] texts)
    {
        _signals.Add(new(path, BuiltInType.String, "", Rare, pulse => Variant.Of(texts[pulse.Cycles / 20 % texts.Length])));
        return this;
    }

    private static Variant Order(Pulse pulse) => Variant.Of($"MO-2026-{1000 + (pulse.Cycles / 50):0000}");
}
