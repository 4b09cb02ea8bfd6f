using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F20: the gateway's disk fills up, by itself or by others, and is freed later; the gateway lives, waits, and goes on by itself.</summary>
internal sealed class FullDisk : Row
{
    /// <summary>A segment of 4 MiB is full within a quarter of a minute.</summary>
    private static readonly Load Heavy = new(1000, 10, 60);

    private LoopDisk? _disk;

    public override int CyclesPerLine => 2;

    public override int ReadsOneOf => IsQuick ? 20 : 1;

    public override Expectation Expects => Expectation.Announced;

    public override async Task<LineSettings> SetUpAsync()
    {
        _disk = await LoopDisk.MakeAsync(Folder, "gateway", megabytes: 64);
        return new LineSettings { GatewayData = Path.Combine(_disk.Path, "data"), Buffer = LineSettings.SmallSegments("32MiB"), Load = Heavy };
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var cut = cycle.Random.Next(2) == 0;
        if (cut)
        {
            cycle.Line.Uplink.Cut();
        }

        var left = cycle.Random.Next(0, 3) * 1_000_000L;
        await _disk!.FillAsync(leave: left); // Made before the line.
        await cycle.Line.Gateway.WaitForLineAsync(line => line.Contains("disk", StringComparison.OrdinalIgnoreCase), default);
        await cycle.Line.Plant.OfferMoreAsync(cycle.Random.Next(40, 200));
        _disk.Free();
        cycle.Line.Uplink.Restore();
        cycle.Healed();
        return $"full but for {left} bytes{(cut ? ", cut off" : "")}";
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _disk.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
