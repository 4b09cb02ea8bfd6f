using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F30: the gateway's host is paused, as when a machine that runs on another one is moved; it goes on where it stood.</summary>
internal sealed class PausedGateway : Row
{
    /// <summary>What the machine's queues hold: 2,000 values of each point, 20 a second.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(90);

    public override Expectation Expects => Expectation.WhileAway;

    /// <summary>Seconds; FAULT_PAUSE_SECONDS for 10 min.</summary>
    private static int Longest { get; } =
        Environment.GetEnvironmentVariable("FAULT_PAUSE_SECONDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 60;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var length = TimeSpan.FromSeconds(cycle.Random.Next(1, IsQuick ? 5 : Longest + 1));
        cycle.Line.Gateway.Freeze(isFrozen: true);
        await Task.Delay(length, TimeProvider.System);
        cycle.Line.Gateway.Freeze(isFrozen: false);

        if (length > Kept)
        {
            cycle.GatewayIsAway();
        }

        cycle.Healed();
        return $"paused {when} for {length.TotalSeconds:0} s";
    }
}
