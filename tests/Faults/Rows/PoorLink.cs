using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F31: the path to the platform is that of each profile in turn; nothing is lost, and it is measured how late live values are.</summary>
internal sealed class PoorLink : Row
{
    private const string Good = "sa-good";

    /// <summary>What a profile is asked for, and how long: an outage of 30 s comes every 120 s.</summary>
    private static readonly (string Name, string Command, long Seconds)[] Links =
    [
        ("ho-storm", "profile ho-storm", 20),
        ("half-open", "profile half-open", 20),
        ("cell-edge", "profile cell-edge", 20),
        ("flap", "profile flap", 20),
        ("nsa-busy", "profile nsa-busy", 60),
        ("outage", "profile outage", 130),
        ("sa-good", "profile sa-good", 20),
        ("wired-pon", "profile wired-pon", 20),
        ("packets above 1280 bytes vanish", "set both mtu 1280", 20),
    ];

    public override int CyclesPerLine => Links.Length;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { Paths = [Good] });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var (name, command, seconds) = Links[(cycle.Number - 1) % Links.Length];
        var line = cycle.Line;
        await line.Link.ControlAsync(command, default);
        cycle.Subscriber.NoteLatencies(fromSocket: true);
        cycle.Subscriber.NotePause();
        await line.Plant.OfferMoreAsync((long)(line.Load.Rate * (IsQuick ? 5 : seconds)));
        var (times, pause) = (cycle.Subscriber.NoteLatencies(fromSocket: true), cycle.Subscriber.NotePause());
        await line.Link.ControlAsync($"profile {Good}", default);
        await line.Link.ControlAsync("set both mtu off", default);
        cycle.Healed();
        return string.Create(CultureInfo.InvariantCulture,
            $"{name}: socket to app p50 {RowFigures.Percentile(times, 0.5):0}, p99 {RowFigures.Percentile(times, 0.99):0} ms of {times.Count} values, longest pause {pause.TotalMilliseconds:0} ms");
    }
}
