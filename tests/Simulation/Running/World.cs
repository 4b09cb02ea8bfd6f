using IndustrialGateway.Buffering.Simulation;
using IndustrialGateway.Simulation.Gateway;
using IndustrialGateway.Simulation.Line;
using IndustrialGateway.Simulation.Platform;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Running;

/// <summary>The gateway, the platform and the line between them: whoever dies is started again, on what its medium kept.</summary>
internal sealed class World
{
    private readonly Planted _planted;
    private int _gateways;
    private int _platforms;

    public World(SeededScheduler scheduler, Scenario scenario, Planted planted)
    {
        (Scheduler, Scenario, _planted) = (scheduler, scenario, planted);
        Line = new SimulatedLine(scheduler, Accept);
        foreach (var (path, conditions) in scenario.Paths)
        {
            Line.Paths.Add(path, new LineConditions());
            Heal(path, conditions);
        }

        History.KeepsTwice = planted == Planted.NothingIsTwice;
        Disk = Prepared(new SimulatedDisk());
    }

    public SeededScheduler Scheduler { get; }

    public Scenario Scenario { get; }

    public SimulatedLine Line { get; }

    public SimulatedDisk Disk { get; private set; }

    public KeptHistory History { get; } = new();

    public KeptCatalogue Catalogue { get; } = new();

    public GatewayRun? Gateway { get; private set; }

    public PlatformRun? Platform { get; private set; }

    /// <summary>How long the historian's medium takes.</summary>
    public TimeSpan HistorianSync { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How late the gateway's disk is at most.</summary>
    public TimeSpan DiskLateness { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>What the gateway's disk takes in a second; who writes more comes later.</summary>
    public double DiskBytesPerSecond { get; set; } = double.PositiveInfinity;

    /// <summary>How long until somebody starts a gateway that ended.</summary>
    public TimeSpan GatewayAway { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan PlatformAway { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What the disk answers to a step; an exception is a refusal.</summary>
    public Action<int, DiskStep, string>? OnDiskStep { get; set; }

    /// <summary>By how much the gateway's clock is wrong.</summary>
    public TimeSpan ClockError
    {
        get;
        set
        {
            field = value;
            Gateway?.Process.ClockError = value;
        }
    }

    public void Begin()
    {
        Scheduler.World.Start(KeepGatewayAsync);
        Scheduler.World.Start(KeepPlatformAsync);
    }

    /// <summary>Kills the gateway; its disk is left as the kill or the loss of power leaves it.</summary>
    public void EndGateway(bool isPowerCut)
    {
        if (Gateway is { Ended.IsCompleted: false } gateway)
        {
            gateway.Kill();
            Line.CutAll();
            LeaveDisk(isPowerCut);
        }
    }

    public void EndPlatform()
    {
        Platform?.Kill();
        Line.CutAll();
    }

    public void Heal(string path, LineConditions to)
    {
        var line = Line.Paths[path];
        (line.IsDown, line.Delay, line.Jitter) = (false, to.Delay, to.Jitter);
        (line.BytesPerSecond, line.Twice) = (to.BytesPerSecond, to.Twice);
        Line.Resume(path);
    }

    public void Say(string what) => Scheduler.Trace.Say(Scheduler.Now, "world", what);

    private bool Accept(SimulatedStream stream)
    {
        if (Platform is not { IsListening: true } platform)
        {
            return false;
        }

        platform.Accept(stream);
        return true;
    }

    private async Task KeepGatewayAsync()
    {
        while (true)
        {
            var gateway = new GatewayRun(Scheduler, Disk, Line, Scenario.Machine, Scenario.Gateway, ++_gateways);
            gateway.Process.ClockError = ClockError;
            gateway.Loops.Lateness = () => (DiskLateness * Scheduler.Chance.NextDouble()) + TimeSpan.FromSeconds(Disk.TakeWritten() / DiskBytesPerSecond);
            Gateway = gateway;
            gateway.Start();
            await gateway.Ended;
            if (!gateway.Process.IsDead)
            {
                gateway.Process.Kill();
                LeaveDisk(isPowerCut: false);
            }

            await Scheduler.World.Time.Delay(GatewayAway);
        }
    }

    private async Task KeepPlatformAsync()
    {
        while (true)
        {
            var platform = new PlatformRun(
                Scheduler, History, Catalogue, Scenario.Limits, () => HistorianSync * Scheduler.Chance.NextDouble(), ++_platforms);
            platform.Historian.AnswersEarly = _planted == Planted.AnswersBeforeCommit;
            Platform = platform;
            platform.Start();
            await platform.Ended;
            await Scheduler.World.Time.Delay(TimeSpan.FromMilliseconds(50));
            platform.Process.Kill();
            Line.CutAll();
            await Scheduler.World.Time.Delay(PlatformAway);
        }
    }

    private void LeaveDisk(bool isPowerCut)
    {
        Disk.CutPower();
        Disk = Prepared(isPowerCut ? Disk.Restart(Scheduler.Chance) : Disk.AfterKill());
    }

    private SimulatedDisk Prepared(SimulatedDisk disk)
    {
        // Little enough that the gateway does not put a ballast of many megabytes into memory.
        disk.Free = Nemesis.EnoughFree;
        disk.OnStep = (step, kind, path) => OnDiskStep?.Invoke(step, kind, path);
        disk.Ignored = _planted switch
        {
            Planted.NoSync => (step, path) => step == DiskStep.Sync && path.EndsWith(".log", StringComparison.Ordinal),
            Planted.NamesNotSynced => (step, _) => step == DiskStep.SyncFolder,
            _ => null,
        };
        return disk;
    }
}

/// <summary>A fault that somebody could build into the product, put in at one of its edges: the oracle must notice each.</summary>
internal enum Planted
{
    None,

    /// <summary>Data files are not synced.</summary>
    NoSync,

    /// <summary>Folders are not synced.</summary>
    NamesNotSynced,

    /// <summary>The historian answers before it has kept anything.</summary>
    AnswersBeforeCommit,

    /// <summary>The historian keeps again what comes again.</summary>
    NothingIsTwice,
}
