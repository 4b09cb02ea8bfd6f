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

    private readonly MemoryCap _cap = new(180 * MiB);
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
        };
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var (line, stalled, cutOff) = (cycle.Line, cycle.Random.Next(1000, 1200), cycle.Random.Next(40, 200));
        await _disk!.StopAsync(); // Made before the line.
        await line.Plant.OfferMoreAsync(stalled);
        await _disk.GoOnAsync();
        line.Uplink.Cut();
        await line.Plant.OfferMoreAsync(cutOff);
        line.Uplink.Restore();
        cycle.Healed();
        await cycle.RandomMomentAsync();
        _peak = Math.Max(_peak, ProcessMemory.Peak(line.Gateway.Id));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{when} a disk that stood still for {stalled} values of each point, then cut off for {cutOff}: at most {_peak / MiB} MiB resident");
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
