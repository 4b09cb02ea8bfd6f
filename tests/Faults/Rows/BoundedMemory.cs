using System.Globalization;
using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F23: the kernel ends a gateway that takes a fifth more than the 150 MiB that it is to need; while its disk stands still under load, through an outage and its
/// backlog it never does.
/// </summary>
internal sealed class BoundedMemory : Row
{
    private const long MiB = 1 << 20;
    private const long Bound = 180 * MiB;

    private readonly MemoryCap _cap = new(Bound);
    private LoopDisk? _disk;
    private long _peak;

    public override int CyclesPerLine => 2;

    public override int ReadsOneOf => IsQuick ? 20 : 1;

    public override Expectation Expects => Expectation.Complete;

    public override async Task<LineSettings> SetUpAsync()
    {
        _disk = await LoopDisk.MakeAsync(Folder, "gateway", megabytes: 128);
        return new LineSettings
        {
            GatewayLauncher = _cap.Launcher,
            GatewayData = Path.Combine(_disk.Path, "data"),
            Buffer = LineSettings.SmallSegments("64MiB"),
            Load = new Load(1000, 10, 80),

            // All of it the plant keeps: what a gateway without bounds would take meanwhile is far more than it may have.
            QueueSize = 4000,

            // Millions of values are stored beside whatever else the machine does.
            Patience = TimeSpan.FromMinutes(10),
        };
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var (line, stalled, cutOff) = (cycle.Line, cycle.Random.Next(2200, 2400), cycle.Random.Next(40, 200));
        await _disk!.StandStillAsync(() => line.Plant.OfferMoreAsync(stalled)); // Made before the line.
        line.Uplink.Cut();
        await line.Plant.OfferMoreAsync(cutOff);
        line.Uplink.Restore();
        cycle.Healed();
        var drained = cycle.RandomMomentAsync();
        if (await Task.WhenAny(drained, line.Gateway.Ended) != drained)
        {
            Assert.Fail($"The gateway has ended at its bound of memory, {Bound / MiB} MiB:\n{line.Gateway.Log}");
        }

        await drained;
        _peak = Math.Max(_peak, ProcessMemory.Peak(line.Gateway.Id));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{when} a disk that stood still for {stalled} values of each point, then cut off for {cutOff}: at most {_peak / MiB} MiB resident");
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        if (_peak > Bound)
        {
            yield return $"the gateway had {_peak / MiB} MiB resident, beyond its bound of memory, {Bound / MiB} MiB";
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _disk.DisposeAsync();
        }

        _cap.Dispose();
        await base.DisposeAsync();
    }
}
