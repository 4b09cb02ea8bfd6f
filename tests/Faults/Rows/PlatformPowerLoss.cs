using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F07: the platform's host loses power. What it has acknowledged is on its disk, and the gateway still holds the rest.</summary>
internal sealed class PlatformPowerLoss : Row
{
    private LoopDisk? _disk;

    public override Expectation Expects => Expectation.Complete;

    public override async Task<LineSettings> SetUpAsync()
    {
        _disk = await LoopDisk.MakeAsync(Folder, "platform", megabytes: 256);
        return new LineSettings { PlatformData = Path.Combine(_disk.Path, "data") };
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();

        // Frozen, so that the copy is of one moment; its last acknowledgements have long gone out.
        cycle.Line.Platform.Freeze(isFrozen: true);
        await _disk!.CopyAsync(); // Made before the line.
        await cycle.Line.KillPlatformAsync();
        await _disk.PutBackAsync();
        var acknowledged = await cycle.RestartPlatformAloneAsync();
        return $"power lost {when}, {acknowledged} samples acknowledged";
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
