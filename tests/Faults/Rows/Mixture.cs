using System.Globalization;
using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F37: three to six faults of other rows one into another, over one line that goes on and on; its memory is watched.</summary>
internal sealed class Mixture : Row
{
    private const double MiB = 1 << 20;

    private readonly Row[] _faults =
    [
        new KilledGateway(),
        new PlatformKilledAtStage(),
        new GatewayKilledAtStage(),
        new FailingDisk("fdatasync,fsync", "EIO", "ENOSPC"),
        new FailingDisk("pwrite64", "EIO", "ENOSPC"),
        new SecondGateway(),
    ];

    public override int CyclesPerLine => int.MaxValue;

    public override Expectation Expects => Expectation.WhileAway;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        List<string> struck = [];
        for (var left = cycle.Random.Next(3, 7); left > 0; left--)
        {
            if (cycle.Random.Next(4) == 0)
            {
                cycle.Line.Uplink.Cut();
                await cycle.Line.Plant.OfferMoreAsync(cycle.Random.Next(1, 100));
                cycle.Line.Uplink.Restore();
                struck.Add("cut");
            }
            else
            {
                struck.Add(await _faults[cycle.Random.Next(_faults.Length)].StrikeAsync(cycle));
            }
        }

        await cycle.RandomMomentAsync();
        var (gateway, platform) = (ProcessMemory.Resident(cycle.Line.Gateway.Id), ProcessMemory.Resident(cycle.Line.Platform.Id));
        return string.Create(
            CultureInfo.InvariantCulture, $"{string.Join("; ", struck)}; resident: gateway {gateway / MiB:0}, platform {platform / MiB:0} MiB");
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var fault in _faults)
        {
            await fault.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
