using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F32: of two paths the one in use dies, or becomes so poor that it is of no use; live values go by the other, and nothing is lost.</summary>
internal sealed class DyingPath : Row
{
    /// <summary>The better of the two: by it values go while it lives.</summary>
    private const string First = "wired-pon";

    private static readonly (string Way, string Command)[] Deaths =
    [
        ("a black hole", "path 0 down"),
        ("half open", "path 0 half-open ul"),
        ("30 % lost", "path 0 set both loss 0.3"),
        ("500 ms longer", "path 0 set both base 500"),
    ];

    public override int CyclesPerLine => 2 * Deaths.Length;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { Paths = [First, "sa-good"] });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var (way, command) = Deaths[(cycle.Number - 1) % Deaths.Length];
        var when = await cycle.RandomMomentAsync();
        cycle.Subscriber.NotePause();
        await cycle.Line.Link.ControlAsync(command, default);
        await cycle.Line.Plant.OfferMoreAsync(IsQuick ? 60 : 200);
        var pause = cycle.Subscriber.NotePause();
        cycle.Time($"longest pause of live values, {way}", pause);

        await cycle.Line.Link.ControlAsync($"path 0 profile {First}", default);
        await cycle.Line.Link.ControlAsync("path 0 up", default);
        cycle.Healed();
        await cycle.Subscriber.SeeMoreAsync(500);
        return string.Create(CultureInfo.InvariantCulture, $"{way} {when}: nothing shown for {pause.TotalMilliseconds:0} ms at most");
    }
}
