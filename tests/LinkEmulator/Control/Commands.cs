using System.Globalization;
using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Control;

/// <summary>The commands by which a running link is changed: each line is answered by one line of JSON, whose only member is ok, stat or error.</summary>
internal sealed class Commands(Emulator emulator, LinkProfiles profiles) : ICommands
{
    public const string Help = """
        set ul|dl|both KEY VALUE ...   e.g. set ul rate 5 loss 0.01 tail 10,30 ge 0.01,0.3,0.5; ge off; mtu 1300 (a black hole); mtu off
        profile NAME                   everything of another profile
        down, up                       nothing gets through, what is on its way neither; as before
        half-open ul|dl                nothing gets through in this direction; up ends it
        stat                           counts and delays
        quit                           ends it and removes the namespaces
        path N COMMAND                 for one path of several; otherwise a command is for all of them
        """;

    /// <summary>A thread that carries nothing more obeys no more either.</summary>
    private static readonly TimeSpan LongestObeying = TimeSpan.FromSeconds(1);

    public bool IsOver { get; private set; }

    public string Answer(string line)
    {
        try
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return words is ["stat"] ? LinkJson.Write("stat", Figures.Of(emulator)) : Done(line, words);
        }
        catch (LinkProfileException mistake)
        {
            return LinkJson.Write("error", mistake.Message);
        }
    }

    private string Done(string line, string[] words)
    {
        var paths = emulator.Paths;
        if (words is ["path", var number, .. var rest])
        {
            paths = [Path(number)];
            words = rest;
        }

        Obey(words, paths);
        SpinWait.SpinUntil(() => paths.All(path => path.HasObeyed), LongestObeying);
        return LinkJson.Write("ok", line.Trim());
    }

    private void Obey(string[] words, IReadOnlyList<LinkPath> paths)
    {
        switch (words)
        {
            case ["set", var direction, .. var settings]:
                Set(paths.SelectMany(path => Directions(path, direction)).ToList(), settings);
                break;
            case ["profile", var name]:
                ForEach(paths, path => path.Use(profiles[name]));
                break;
            case ["down"]:
                ForEach(paths, path => (path.Uplink.IsDown, path.Downlink.IsDown) = (true, true));
                break;
            case ["up"]:
                ForEach(paths, path => (path.Uplink.IsDown, path.Downlink.IsDown) = (false, false));
                break;
            case ["half-open", "ul" or "dl"]:
                ForEach(paths, path => (path.Uplink.IsDown, path.Downlink.IsDown) = (words[1] == "ul", words[1] == "dl"));
                break;
            case ["quit"]:
                IsOver = true;
                break;
            default:
                throw new LinkProfileException($"\"{string.Join(' ', words)}\" is no command. There are:\n{Help}");
        }
    }

    private static void ForEach(IReadOnlyList<LinkPath> paths, Action<LinkPath> change)
    {
        foreach (var path in paths)
        {
            change(path);
        }
    }

    /// <summary>All or none: the settings are read for every direction before the first is changed.</summary>
    private static void Set(IReadOnlyList<DirectionLoop> directions, string[] settings)
    {
        var orders = directions.Select(loop => loop.Order with { Profile = Settings.Apply(settings, loop.Order.Profile) }).ToList();
        foreach (var (loop, order) in directions.Zip(orders))
        {
            loop.Order = order;
        }
    }

    private static IEnumerable<DirectionLoop> Directions(LinkPath path, string name) => name switch
    {
        "ul" => [path.Uplink],
        "dl" => [path.Downlink],
        "both" => [path.Uplink, path.Downlink],
        _ => throw new LinkProfileException($"{name} is no direction: ul, dl or both is expected."),
    };

    private LinkPath Path(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < emulator.Paths.Count
            ? emulator.Paths[index]
            : throw new LinkProfileException($"There is no path {number}; there are 0 to {emulator.Paths.Count - 1}.");
}
