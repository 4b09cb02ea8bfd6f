using System.Text.Json;
using System.Text.Json.Nodes;

namespace IndustrialGateway.LinkEmulator.Profiles;

/// <summary>The profiles of a JSON file by name, all of them right: a file with a mistake is refused with everything that is wrong in it.</summary>
public sealed class LinkProfiles
{
    private const double LongestMs = 86_400_000;
    private readonly JsonObject _json;
    private readonly List<string> _mistakes = [];
    private readonly Dictionary<string, LinkProfile> _profiles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reading = new(StringComparer.Ordinal);

    private LinkProfiles(JsonObject json)
    {
        _json = json;
        foreach (var (name, _) in json)
        {
            if (!name.StartsWith('_'))
            {
                Read(name);
            }
        }
    }

    /// <summary>The file that comes with the emulator.</summary>
    public static string StandardFile => Path.Combine(AppContext.BaseDirectory, "link-profiles.json");

    public IEnumerable<string> Names => _profiles.Keys;

    /// <exception cref="LinkProfileException">There is none of that name.</exception>
    public LinkProfile this[string name] => _profiles.TryGetValue(name, out var profile)
        ? profile
        : throw new LinkProfileException($"There is no profile {name}; there are {string.Join(", ", Names)}.");

    public static LinkProfiles ReadFile(string file) => Parse(File.ReadAllText(file), file);

    /// <param name="json">An object with a member per profile.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <exception cref="LinkProfileException">It has mistakes; all are named.</exception>
    public static LinkProfiles Parse(string json, string source)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip });
            var profiles = node is JsonObject members
                ? new LinkProfiles(members)
                : throw new LinkProfileException($"{source}: an object with a member per profile is expected.");
            return profiles._mistakes.Count == 0
                ? profiles
                : throw new LinkProfileException($"{source} has mistakes:\n{string.Join('\n', profiles._mistakes.Distinct())}");
        }
        catch (JsonException failure)
        {
            throw new LinkProfileException($"{source} is not JSON: {failure.Message}");
        }
    }

    private LinkProfile? Read(string name)
    {
        if (_profiles.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_json[name] is not JsonObject json)
        {
            _mistakes.Add($"{name}: an object in braces is expected.");
            return null;
        }

        if (!_reading.Add(name))
        {
            _mistakes.Add($"{name}.like leads back to {name}.");
            return null;
        }

        var profile = Read(name, new Fields(json, name, _mistakes));
        _reading.Remove(name);
        return _profiles[name] = profile;
    }

    private LinkProfile Read(string name, Fields fields)
    {
        var like = fields.Text("like");
        var from = Like(name, like);
        if (like is null)
        {
            fields.Require("ul", "dl");
        }

        var profile = new LinkProfile(name)
        {
            Uplink = Direction(fields.Section("ul"), from.Uplink, whole: like is null),
            Downlink = Direction(fields.Section("dl"), from.Downlink, whole: like is null),
            Handover = Handover(fields, from.Handover),
            Outage = Outage(fields, from.Outage),
            Mtu = fields.WholeNumber("mtu", from.Mtu, 1280, 9000) ?? from.Mtu,
        };
        fields.RefuseOthers();
        return profile;
    }

    private LinkProfile Like(string name, string? like)
    {
        if (like is null)
        {
            return new LinkProfile(name);
        }

        if (!_json.ContainsKey(like))
        {
            _mistakes.Add($"{name}.like names {like}, which is not there.");
        }

        return (_json.ContainsKey(like) ? Read(like) : null) ?? new LinkProfile(name);
    }

    private static DirectionProfile Direction(Fields? fields, DirectionProfile from, bool whole)
    {
        if (whole)
        {
            fields?.Require("base", "med", "sigma", "rate");
        }

        return fields is null ? from : DirectionReader.Read(fields, from);
    }

    private static HandoverProfile? Handover(Fields profile, HandoverProfile? from)
    {
        if (profile.Section("handover") is not { } fields)
        {
            return profile.Has("handover") ? null : from;
        }

        if (from is null)
        {
            fields.Require("everyMs", "gapMs");
        }

        var handover = new HandoverProfile(
            fields.Interval("everyMs", from?.EveryMs ?? new Interval(1, 1), 1, LongestMs),
            fields.Interval("gapMs", from?.GapMs ?? default, 0, LongestMs),
            fields.Number("keep", from?.Keep ?? 1, 0, 1),
            fields.Number("failP", from?.FailP ?? 0, 0, 1),
            fields.Interval("rlfMs", from?.RlfMs ?? default, 0, LongestMs));
        if (handover is { FailP: > 0, RlfMs.To: 0 })
        {
            fields.Wrong("rlfMs", "is missing, though failP is not 0.");
        }

        fields.RefuseOthers();
        return handover;
    }

    private static OutageProfile? Outage(Fields profile, OutageProfile? from)
    {
        if (profile.Section("outage") is not { } fields)
        {
            return profile.Has("outage") ? null : from;
        }

        if (from is null)
        {
            fields.Require("periodMs", "lenMs");
        }

        var outage = new OutageProfile(
            fields.Number("periodMs", from?.PeriodMs ?? 1, 1, LongestMs),
            fields.Number("lenMs", from?.LenMs ?? 0, 0, LongestMs));
        if (outage.LenMs > outage.PeriodMs)
        {
            fields.Wrong("lenMs", "is longer than periodMs.");
        }

        fields.RefuseOthers();
        return outage;
    }
}
