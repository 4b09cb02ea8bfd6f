using IndustrialGateway.Buffering;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.Edge.Uplink.Sending;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Ingest;
using IndustrialGateway.Simulation.Gateway;
using IndustrialGateway.Simulation.Line;

namespace IndustrialGateway.Simulation.Running;

/// <summary>What a seed chooses before anything runs: the machine, how gateway and platform are set up, the paths, and which faults come.</summary>
internal sealed record Scenario
{
    private const int Segment = (1 << 20) + (128 << 10); // the least that holds the largest record

    public required Machine Machine { get; init; }

    public required GatewaySettings Gateway { get; init; }

    public required IngestLimits Limits { get; init; }

    /// <summary>Of each path while nothing is wrong with it.</summary>
    public required IReadOnlyDictionary<string, LineConditions> Paths { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>How long things are broken.</summary>
    public required TimeSpan Trouble { get; init; }

    /// <summary>Between two faults, on average.</summary>
    public required TimeSpan Peace { get; init; }

    /// <param name="chance">The seed's.</param>
    /// <param name="quarantineFolder">A real one: what is set aside is written beside the simulated disk.</param>
    public static Scenario Choose(Random chance, string quarantineFolder)
    {
        string[] paths = chance.Next(3) == 0 ? ["wired", "cell"] : ["wired"];
        var faults = Enum.GetValues<Fault>().Where(_ => chance.Next(3) == 0).ToList();
        return new Scenario
        {
            Machine = ChooseMachine(chance),
            Gateway = new GatewaySettings(ChooseBuffer(chance), ChooseUplink(chance, paths), quarantineFolder),
            Limits = ChooseLimits(chance),
            Paths = paths.ToDictionary(path => path, _ => new LineConditions
            {
                Delay = TimeSpan.FromMilliseconds(chance.Next(1, 60)),
                Jitter = TimeSpan.FromMilliseconds(chance.Next(0, 20)),
                BytesPerSecond = 200_000 * Math.Pow(10, chance.NextDouble() * 2),
                Twice = chance.Next(4) == 0 ? chance.NextDouble() / 20 : 0,
            }),
            Faults = faults,
            Trouble = TimeSpan.FromSeconds(chance.Next(5, 25)),
            Peace = TimeSpan.FromMilliseconds(chance.Next(200, 4_000)),
        };
    }

    private static Machine ChooseMachine(Random chance)
    {
        var isBulky = chance.Next(8) == 0;
        return new Machine
        {
            Points = [.. Enumerable.Range(1, chance.Next(1, 20)).Select(index => new MachinePoint(
                $"point-{index}",
                (DataClass)Math.Max(0, chance.Next(6) - 3),
                chance.Next(4) > 0 ? 0 : isBulky ? chance.Next(2_000, 20_000) : chance.Next(5, 200)))],
            Interval = TimeSpan.FromMilliseconds(chance.Next(20, 300)),
            GroupSize = chance.Next(1, 12),
            HandsInAgain = chance.Next(2) == 0,
        };
    }

    private static BufferOptions ChooseBuffer(Random chance)
    {
        LogOptions Log() => new()
        {
            MaxBytes = 4 * Segment,
            SegmentBytes = Segment,
            WhenFull = chance.Next(6) == 0 ? WhenFull.Wait : WhenFull.DropOldest,
            MaxAge = chance.Next(8) == 0 ? TimeSpan.FromSeconds(chance.Next(5, 60)) : null,
        };

        return new BufferOptions { Process = Log(), Alarm = Log(), Diagnostic = Log(), MinFree = 1 << 20 };
    }

    private static UplinkOptions ChooseUplink(Random chance, string[] paths)
    {
        var endpoint = new Uri("https://platform.example:7443");
        return new UplinkOptions
        {
            Endpoint = endpoint,
            CertificateFile = "",
            KeyFile = "",
            AuthorityFile = "",
            Paths = [.. paths.Select(name => new PathOptions { Name = name, Endpoint = endpoint })],
            WindowBytes = 64 << (10 + chance.Next(5)),
            BlockBytes = 4 << (10 + chance.Next(7)),
            CompressFromBytes = chance.Next(2) == 0 ? 4 << 10 : 4 << 20,
            MaxRetryDelay = TimeSpan.FromSeconds(chance.Next(1, 8)),
            StateInterval = TimeSpan.FromSeconds(chance.Next(1, 5)),
            BacklogOrder = (BacklogOrder)chance.Next(2),
        };
    }

    private static IngestLimits ChooseLimits(Random chance) => new()
    {
        WindowBytes = 64L << (10 + chance.Next(7)),
        ProbeInterval = TimeSpan.FromSeconds(chance.Next(1, 6)),
        StreamLifetime = chance.Next(4) == 0 ? TimeSpan.FromSeconds(chance.Next(5, 20)) : TimeSpan.FromHours(12),
    };
}

/// <summary>What can be made to go wrong.</summary>
internal enum Fault
{
    GatewayKilled,
    GatewayStopped,
    GatewayPowerCut,
    GatewayPowerCutInTheMiddle,
    PlatformKilled,
    HistorianFails,
    HistorianSlow,
    LineDown,
    LineSilent,
    LineCut,
    LineSlow,
    LineDelayed,
    DiskSlow,
    DiskError,
    DiskErrors,
    DiskFull,
    BitFlipped,
    ClockSet,
}
