using System.Globalization;
using IndustrialGateway.LinkEmulator;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F31: the network gives the path another IPv6 prefix, as 5G networks do at a new attachment: the address that connections came from is gone and another
/// one is there, at once or after a while without any. The gateway goes on by itself, and nothing is lost.
/// </summary>
internal sealed class ChangedPrefix : Row
{
    private const string Profile = "sa-good";

    private string? _address;

    public override int CyclesPerLine => 4;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { Paths = [Profile] });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var (line, path) = (cycle.Line, cycle.Line.Link.Paths[0]);
        var isGapless = cycle.Number % 2 == 1;
        var prefix = string.Create(CultureInfo.InvariantCulture, $"fd00:{0xa000 + cycle.Number:x}::");
        var (before, after) = (_address ?? path.GatewayV6, $"{prefix}1");
        await IpAsync(line.Link.PlatformNamespace, "route", "add", $"{prefix}/64", "dev", path.Device);
        var when = await cycle.RandomMomentAsync();
        cycle.Subscriber.NotePause();

        // Nothing comes from the one before any longer and nothing goes there, not even over a connection that is open; and no router takes what
        // comes from an address of the link.
        await IpAsync(line.Link.GatewayNamespace, "addr", "flush", "dev", path.Device, "scope", "link");
        await IpAsync(line.Link.GatewayNamespace, "addr", "del", $"{before}/64", "dev", path.Device);
        await IpAsync(line.Link.PlatformNamespace, "rule", "add", "from", before, "blackhole");
        await IpAsync(line.Link.PlatformNamespace, "rule", "add", "to", before, "blackhole");
        await (isGapless ? Task.CompletedTask : line.Plant.OfferMoreAsync(IsQuick ? 40 : 200));
        await IpAsync(line.Link.GatewayNamespace, "addr", "add", $"{after}/64", "dev", path.Device, "nodad");
        _address = after;
        cycle.Healed();
        if (!isGapless)
        {
            return $"{before} became {after} {when}, after a while without any";
        }

        // A pause ends with what is shown after it.
        await line.Plant.OfferMoreAsync(IsQuick ? 60 : 200);
        await cycle.Subscriber.SeeFreshAsync(TimeProvider.System.GetUtcNow());
        var pause = cycle.Subscriber.NotePause();
        cycle.Time("longest pause of live values", pause);
        cycle.Healed();
        return string.Create(CultureInfo.InvariantCulture, $"{before} became {after} {when}: nothing shown for {pause.TotalMilliseconds:0} ms at most");
    }

    private static async Task IpAsync(string space, params IEnumerable<string> arguments)
    {
        await using var ip = EmulatedLink.RunInNamespace(space, "ip", ["-6", .. arguments]);
        Assert.Equal(0, await ip.EndAsync(default));
    }
}
