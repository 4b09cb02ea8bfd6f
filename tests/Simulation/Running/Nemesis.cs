using IndustrialGateway.Buffering.Simulation;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Running;

/// <summary>Breaks things, one after the other and several at once, as the seed wants it, and leaves them whole at the end.</summary>
internal sealed class Nemesis(World world)
{
    /// <summary>What the disk has left while it is not full.</summary>
    public const long EnoughFree = 12 << 20;

    private readonly Random _chance = world.Scheduler.Chance;
    private readonly List<Task> _running = [];

    /// <summary>How many samples may be lost without a word, because the medium itself lost them: flipped bits.</summary>
    public bool HasFlippedBits { get; private set; }

    /// <summary>Completes when the time of trouble is over and all is whole.</summary>
    public async Task RunAsync()
    {
        var end = world.Scheduler.Now + world.Scenario.Trouble.Ticks;
        while (world.Scheduler.Now < end && world.Scenario.Faults.Count > 0)
        {
            await Wait(world.Scenario.Peace * (2 * _chance.NextDouble()));
            _running.RemoveAll(fault => fault.IsCompleted);
            if (_running.Count < 3)
            {
                var fault = world.Scenario.Faults[_chance.Next(world.Scenario.Faults.Count)];
                world.Say($"{fault}");
                _running.Add(DoAsync(fault));
            }
        }

        await Task.WhenAll(_running);
        Heal();
    }

    private void Heal()
    {
        foreach (var (path, conditions) in world.Scenario.Paths)
        {
            world.Heal(path, conditions);
        }

        (world.HistorianSync, world.DiskLateness) = (TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2));
        (world.GatewayAway, world.PlatformAway) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        world.DiskBytesPerSecond = double.PositiveInfinity;
        (world.OnDiskStep, world.Disk.Free) = (null, EnoughFree);
        world.ClockError = TimeSpan.Zero;
        world.Say("everything is whole again");
    }

    private Task DoAsync(Fault fault) => fault switch
    {
        Fault.GatewayKilled => EndGatewayAsync(isPowerCut: false),
        Fault.GatewayPowerCut => EndGatewayAsync(isPowerCut: true),
        Fault.GatewayPowerCutInTheMiddle => CutInTheMiddleAsync(),
        Fault.GatewayStopped => StopGatewayAsync(),
        Fault.PlatformKilled => KillPlatformAsync(),
        Fault.HistorianFails => FailHistorianAsync(),
        Fault.HistorianSlow => ForAWhileAsync(() => world.HistorianSync = Some(2_000), () => world.HistorianSync = TimeSpan.FromMilliseconds(2)),
        Fault.LineDown => LineDownAsync(),
        Fault.LineSilent => LineSilentAsync(),
        Fault.LineCut => CutAsync(),
        Fault.LineSlow => LineSlowAsync(),
        Fault.LineDelayed => LineDelayedAsync(),
        Fault.DiskSlow => _chance.Next(2) == 0
            ? ForAWhileAsync(() => world.DiskLateness = Some(3_000), () => world.DiskLateness = TimeSpan.FromMilliseconds(2))
            : ForAWhileAsync(() => world.DiskBytesPerSecond = _chance.Next(2_000, 60_000), () => world.DiskBytesPerSecond = double.PositiveInfinity),
        Fault.DiskError => RefuseAsync(_chance.Next(1, 4)),
        Fault.DiskErrors => RefuseAsync(int.MaxValue),
        Fault.DiskFull => ForAWhileAsync(() => world.Disk.Free = 0, () => world.Disk.Free = EnoughFree),
        Fault.BitFlipped => FlipAsync(),
        Fault.ClockSet => SetClockAsync(),
        _ => throw new SimulationException($"There is no fault {fault}."),
    };

    private Task EndGatewayAsync(bool isPowerCut)
    {
        world.GatewayAway = Some(5_000);
        world.EndGateway(isPowerCut);
        return Task.CompletedTask;
    }

    /// <summary>The power goes at a step of the disk: between a write and its sync, between a name and what makes it durable.</summary>
    private async Task CutInTheMiddleAsync()
    {
        var left = _chance.Next(1, 60);
        world.GatewayAway = Some(2_000);
        var (disk, gateway) = (world.Disk, world.Gateway);
        world.OnDiskStep = (_, _, _) =>
        {
            if (left-- == 0)
            {
                gateway?.Process.Kill();
                disk.CutPower();
            }
        };
        await Task.WhenAny(disk.PowerLost, Wait(TimeSpan.FromSeconds(5)));
        world.OnDiskStep = null;
        if (disk == world.Disk)
        {
            world.EndGateway(isPowerCut: true);
        }
    }

    private Task StopGatewayAsync()
    {
        world.GatewayAway = Some(3_000);
        world.Gateway?.Stop();
        return Task.CompletedTask;
    }

    private Task KillPlatformAsync()
    {
        world.PlatformAway = Some(8_000);
        world.EndPlatform();
        return Task.CompletedTask;
    }

    private Task FailHistorianAsync()
    {
        world.Platform?.Historian.Fails = () => true;
        return Task.CompletedTask;
    }

    private Task LineDownAsync()
    {
        var path = AnyPath();
        return ForAWhileAsync(
            () =>
            {
                world.Line.Paths[path].IsDown = true;
                world.Line.Cut(path);
            },
            () => world.Line.Paths[path].IsDown = false);
    }

    private Task LineSilentAsync()
    {
        var path = AnyPath();
        return ForAWhileAsync(() => world.Line.Paths[path].IsSilent = true, () => world.Line.Resume(path), 25_000);
    }

    private Task CutAsync()
    {
        world.Line.Cut(AnyPath());
        return Task.CompletedTask;
    }

    private Task LineSlowAsync()
    {
        var path = AnyPath();
        return ForAWhileAsync(
            () => world.Line.Paths[path].BytesPerSecond = _chance.Next(2_000, 60_000),
            () => world.Line.Paths[path].BytesPerSecond = world.Scenario.Paths[path].BytesPerSecond);
    }

    private Task LineDelayedAsync()
    {
        var path = AnyPath();
        return ForAWhileAsync(
            () => (world.Line.Paths[path].Delay, world.Line.Paths[path].Jitter) = (Some(1_500), Some(1_500)),
            () => world.Heal(path, world.Scenario.Paths[path]));
    }

    private async Task RefuseAsync(int times)
    {
        world.OnDiskStep = (_, step, path) =>
        {
            if (step is not DiskStep.Delete and not DiskStep.Open && times > 0 && _chance.Next(2) == 0)
            {
                times--;
                world.Say($"the disk refuses {step} {Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetExtension(path)}");
                throw new IOException("The disk says EIO.", 5);
            }
        };
        await Wait(Some(8_000));
        world.OnDiskStep = null;
    }

    private Task FlipAsync()
    {
        List<string> files = [.. world.Disk.Paths.Where(path => path.EndsWith(".log", StringComparison.Ordinal) && IsOfALog(path))];
        if (files.Count > 0)
        {
            var path = files[_chance.Next(files.Count)];
            world.Disk.FlipBit(path, _chance);
            HasFlippedBits = true;
        }

        return Task.CompletedTask;
    }

    private static bool IsOfALog(string path) => !path.Contains("/points/", StringComparison.Ordinal) && !path.Contains("/identity/", StringComparison.Ordinal);

    private Task SetClockAsync()
    {
        world.ClockError = _chance.Next(3) switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromSeconds(_chance.Next(-7_200, 7_200)),
            _ => TimeSpan.FromDays(_chance.Next(-3_650, 3_650)),
        };
        return Task.CompletedTask;
    }

    private async Task ForAWhileAsync(Action begin, Action end, int mostMilliseconds = 15_000)
    {
        begin();
        await Wait(Some(mostMilliseconds));
        end();
    }

    private string AnyPath() => world.Scenario.Paths.Keys.ElementAt(_chance.Next(world.Scenario.Paths.Count));

    private TimeSpan Some(int mostMilliseconds) => TimeSpan.FromMilliseconds(1 + (_chance.NextDouble() * _chance.NextDouble() * mostMilliseconds));

    private Task Wait(TimeSpan time) => world.Scheduler.World.Time.Delay(time);
}
