using System.Globalization;
using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F23: the kernel ends a gateway that takes more than 150 MiB; through an outage and its backlog it never does.</summary>
internal sealed class BoundedMemory : Row
{
    private const long MiB = 1 << 20;

    private readonly MemoryCap _cap = new(150 * MiB);
    private long _peak;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() =>
        Task.FromResult(new LineSettings { GatewayLauncher = _cap.Launcher, Load = Load.Usual with { Rate = 100 } });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        cycle.Line.Uplink.Cut();
        var values = cycle.Random.Next(200, 1000);
        await cycle.Line.Plant.OfferMoreAsync(values);
        cycle.Line.Uplink.Restore();
        cycle.Healed();
        await cycle.RandomMomentAsync();
        _peak = Math.Max(_peak, PeakOf(cycle.Line.Gateway.Id));
        return string.Create(CultureInfo.InvariantCulture, $"cut off {when} for {values} values of each point, at most {_peak / MiB} MiB resident");
    }

    public override async ValueTask DisposeAsync()
    {
        _cap.Dispose();
        await base.DisposeAsync();
    }

    private static long PeakOf(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmHWM:".Length).Trim()[..^" kB".Length], CultureInfo.InvariantCulture) * 1024;
    }
}
