using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Simulator.Serving;

namespace IndustrialGateway.Simulator.Machines;

/// <summary>One machine with its own address space, which changes with every step. Not thread-safe.</summary>
internal sealed class Machine
{
    /// <summary>The namespace of every simulated machine's nodes.</summary>
    public const string NamespaceUri = "urn:industrial-gateway:simulator:plant";

    private const string Version = "2";

    private static readonly DateTimeOffset Published = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    private readonly Pulse _pulse;
    private readonly ModeWalk _modes;
    private readonly (Signal Signal, VariableNode Node)[] _signals;
    private readonly double _cycleSeconds;
    private readonly MachineControls _controls;
    private readonly MachineTypes _types;
    private long _steps;

    public Machine(int number, int points, int seed, TimeProvider time)
    {
        var now = time.GetUtcNow();
        (Name, var signals) = MachineKinds.Machine(number, points);
        var random = new Random(unchecked((seed * 397) ^ number));
        _pulse = new Pulse(random) { Now = now };
        _modes = new ModeWalk(random);
        _cycleSeconds = 4 + (8 * random.NextDouble());
        Space = new AddressSpace(MachineServers.ApplicationUri);
        var index = Space.Namespaces.Add(NamespaceUri);
        var folder = Space.AddFolder(Space.Objects, new NodeId(Name, index), Name);
        var folders = new FolderTree(Space, folder);
        _types = new MachineTypes(Space, folders, index);
        Space.AddMetadata(index, Version, Published);
        _signals = [.. signals.Select(signal => (signal, Variable(folders, signal, now)))];
        _controls = new MachineControls(Space, folder, time);
        foreach (var (signal, node) in _signals)
        {
            MachineControls.Take(signal, node);
        }
    }

    /// <summary>e.g. <c>press-01</c>; its folder below Objects and the first part of its node ids.</summary>
    public string Name { get; }

    public AddressSpace Space { get; }

    public int Points => _signals.Length;

    /// <summary>Moves on to <paramref name="now"/> and tells what has changed, all with that source time.</summary>
    public void Step(DateTimeOffset now)
    {
        _pulse.Step = Math.Max(0, (now - _pulse.Now).TotalSeconds);
        _pulse.Seconds += _pulse.Step;
        _pulse.Now = now;
        _pulse.Mode = _modes.Next(_pulse.Step);
        _pulse.Effort += ((_pulse.IsRunning ? 0.9 : 0.05) - _pulse.Effort) * Math.Min(1, _pulse.Step / 3);
        if (_pulse.IsRunning)
        {
            var cycle = _pulse.Cycle + (_pulse.Step / _cycleSeconds);
            _pulse.Cycles += (uint)cycle;
            _pulse.Parts += (uint)cycle;
            _pulse.Cycle = cycle - Math.Floor(cycle);
        }

        _controls.Follow(_pulse);
        _types.Follow(_pulse);
        var time = UaDateTime.From(now);
        for (var index = 0; index < _signals.Length; index++)
        {
            var (signal, node) = _signals[index];
            if (signal.IsSetting || (_steps + index) % signal.Every != 0)
            {
                continue;
            }

            var value = signal.Next(_pulse);
            if (value != node.Value.Value)
            {
                node.Set(new DataValue(value, StatusCode.Good, time, time));
            }
        }

        _steps++;
    }

    private VariableNode Variable(FolderTree folders, Signal signal, DateTimeOffset now)
    {
        var time = UaDateTime.From(now);
        var (folder, id, name) = folders.Place(signal.Path);
        var value = new DataValue(signal.Next(_pulse), StatusCode.Good, time, time);
        var node = signal.IsMode
            ? Space.AddVariable(folder, id, name, _types.Mode, value)
            : Space.AddVariable(folder, id, name, signal.Type, value, signal.IsArray ? 1 : -1);
        if (signal.Unit.Length > 0)
        {
            Serving.EngineeringUnits.Add(Space, node, signal.Unit);
        }

        return node;
    }
}
