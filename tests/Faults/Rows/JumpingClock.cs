using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F28, F29: the wall clock of the gateway or of the platform jumps and jumps back; nothing is lost, altered or out of order.</summary>
internal sealed class JumpingClock(bool ofGateway) : Row
{
    private static readonly TimeSpan[] Jumps =
    [
        TimeSpan.FromHours(-2), TimeSpan.FromHours(2), TimeSpan.FromDays(3650), TimeSpan.FromDays(-3650), TimeSpan.FromDays(-20_000),
    ];

    private FakeClock? _clock;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync()
    {
        _clock = new FakeClock(Folder);
        return Task.FromResult(
            ofGateway ? new LineSettings { GatewayLauncher = _clock.Launcher } : new LineSettings { PlatformLauncher = _clock.Launcher });
    }

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var jump = Jumps[(cycle.Number - 1) % Jumps.Length];
        _clock!.Set(jump); // Made before the line.
        if (cycle.Random.Next(2) == 0)
        {
            // A new stream by the new time: certificates may not be good at it.
            cycle.Line.Uplink.Reset();
        }

        await cycle.Line.Plant.OfferMoreAsync(cycle.Random.Next(40, 200));
        _clock.Set(TimeSpan.Zero);
        cycle.Healed();
        return $"{(jump < TimeSpan.Zero ? "back" : "on")} by {jump.Duration().TotalDays:0.##} days {when}";
    }
}
