using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F06: the gateway's host loses power. What the disk has at that moment is all that is left; everything that was sent, shown
/// or had time to become durable must be among it.
/// </summary>
internal sealed class GatewayPowerLoss : Row
{
    /// <summary>Values of each point that may be under way to the disk: 5 s of the usual load, hundreds of times what a sync takes.</summary>
    private const int UnderWay = 100;

    private readonly List<(int Cycle, IReadOnlyList<long> Offered)> _due = [];
    private LoopDisk? _disk;

    public override Expectation Expects => Expectation.WhileAway;

    public override async Task<LineSettings> SetUpAsync()
    {
        _disk = await LoopDisk.MakeAsync(Folder, "gateway", megabytes: 128);
        return new LineSettings { GatewayData = Path.Combine(_disk.Path, "data"), Buffer = LineSettings.SmallSegments("32MiB") };
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentOrOutageAsync();
        _due.Add((cycle.Number, await cycle.Line.Plant.OfferedAsync()));
        await cycle.Line.Plant.OfferMoreAsync(UnderWay);

        // Frozen, so that the copy is of one moment.
        cycle.Line.Gateway.Freeze(isFrozen: true);
        await _disk!.CopyAsync(); // Made before the line.
        await cycle.Line.KillGatewayAsync();
        await _disk.PutBackAsync();
        await cycle.GatewayIsDeadAsync();
        cycle.Line.Uplink.Restore();
        await cycle.StartGatewayAsync();
        return $"power lost {when}";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        foreach (var (cycle, offered) in _due)
        {
            // Values flowed at that moment: a hole over it began with this loss.
            foreach (var point in reckoning.Points)
            {
                var due = offered[reckoning.Oracle.MachineOf(point.Number)];
                foreach (var (first, count) in point.HolesOf(run: 0, due).Where(hole => hole.First < due && hole.First + hole.Count >= due))
                {
                    yield return $"{point.Name} lacks {count} values from {first} on, some of them offered {UnderWay} values and more before the power was lost in cycle {cycle}";
                }
            }
        }
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
