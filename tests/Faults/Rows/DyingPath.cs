using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F32: of two paths the one in use dies, or becomes so poor that it is of no use; live values go by the other, and nothing is lost.</summary>
internal sealed class DyingPath : Row
{
    private static readonly string[] Profiles = ["wired-pon", "sa-good"];

    private static readonly (string Way, string Command)[] Deaths =
    [
        ("a black hole", "down"),
        ("half open", "half-open ul"),
        ("30 % lost", "set both loss 0.3"),
        ("500 ms longer", "set both base 500"),
    ];

    public override int CyclesPerLine => 2 * Deaths.Length;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { Paths = Profiles });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var (way, command) = Deaths[(cycle.Number - 1) % Deaths.Length];
        var link = cycle.Line.Link;
        var before = await SentAsync(cycle);
        var when = await cycle.RandomMomentAsync();
        var sent = (await SentAsync(cycle)).Zip(before, (now, then) => now - then).ToList();
        var inUse = sent.IndexOf(sent.Max());
        cycle.Subscriber.NotePause();
        await link.ControlAsync($"path {inUse} {command}", default);
        var struck = TimeProvider.System.GetUtcNow();
        await cycle.Line.Plant.OfferMoreAsync(IsQuick ? 60 : 200);

        // By the other path: this one is not whole yet.
        await cycle.Subscriber.SeeFreshAsync(struck);
        var pause = cycle.Subscriber.NotePause();
        cycle.Time($"longest pause of live values, {way}", pause);

        await link.ControlAsync($"path {inUse} profile {Profiles[inUse]}", default);
        await link.ControlAsync($"path {inUse} up", default);
        cycle.Healed();
        await cycle.Subscriber.SeeMoreAsync(500);
        return string.Create(
            CultureInfo.InvariantCulture, $"{way} on {Profiles[inUse]} {when}: nothing shown for {pause.TotalMilliseconds:0} ms at most");
    }

    /// <summary>Bytes to the platform by each path.</summary>
    private static async Task<List<long>> SentAsync(Cycle cycle) =>
        [.. (await cycle.Line.Link.StatAsync(default)).Paths.Select(path => path.Uplink.Bytes)];
}
