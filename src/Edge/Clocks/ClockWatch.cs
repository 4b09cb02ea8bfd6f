using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Clocks;

/// <summary>Puts down how far the clocks of sources, gateway and platform are apart, as values of points like any other, in the log of diagnostics.</summary>
internal sealed class ClockWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IntakeQueue _queue;
    private readonly TimeProvider _time;
    private readonly Settling _made;
    private readonly (ClockTeller Teller, Func<TimeSpan?> Lead)[] _clocks;

    public ClockWatch(GatewayStore store, GatewayStateReport state, IReadOnlyList<ISource> sources, IntakeQueue queue, TimeProvider time)
    {
        (_queue, _time) = (queue, time);
        _made = new Settling((accepted, _) => state.AddMade(accepted));
        var registry = store.Points.Registry;
        HashSet<string> known = [.. registry.DeclarationsFrom(1).Select(declared => declared.Description.Path)];
        _clocks =
        [
            (TellerOf(ClockPoints.OfGateway), () => -state.PlatformClock.Lead),
            .. sources.Select(source => (TellerOf(ClockPoints.OfSource(source.Name)), LeadOf(source))),
        ];

        ClockTeller TellerOf(PointDescription point) => new(registry.Add(point), known.Contains(point.Path), time);
    }

    /// <summary>Hands over what is due.</summary>
    internal Task LookAsync(CancellationToken cancellationToken) =>
        _queue.WriteAsync(_clocks.Select(clock => clock.Teller.Next(clock.Lead())).OfType<Sample>(), _made, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private Func<TimeSpan?> LeadOf(ISource source) =>
        () => source.Status.Now.Connected ? source.Status.Clock.LeadAt(UaTime.FromDateTimeOffset(_time.GetUtcNow())) : null;
}
