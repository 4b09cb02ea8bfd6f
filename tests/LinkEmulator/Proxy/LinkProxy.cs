using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Control;
using IndustrialGateway.LinkEmulator.Model;
using IndustrialGateway.LinkEmulator.Profiles;
using IndustrialGateway.Testing;

namespace IndustrialGateway.LinkEmulator.Proxy;

/// <summary>
/// The stand-in for a link where none can be made: a TCP proxy on the loopback with the delays, rate and interruptions of a profile. What it does not
/// have: UDP and ICMP, loss other than as delay, MTU, a half-open path, times to the millisecond.
/// </summary>
public sealed class LinkProxy : IAsyncDisposable
{
    private readonly LinkClock _clock = new(TimeProvider.System);
    private readonly StreamDelay _uplink;
    private readonly StreamDelay _downlink;
    private readonly TcpProxy _proxy;
    private readonly long _seed;

    /// <param name="target">Where connections lead.</param>
    public LinkProxy(LinkProfile profile, long seed, Uri target)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _seed = seed;
        _uplink = new StreamDelay(new LinkDirection(profile.Uplink, Interruptions(profile), seed), _clock);
        _downlink = new StreamDelay(new LinkDirection(profile.Downlink, Interruptions(profile), seed + 1), _clock);
        _proxy = new TcpProxy { Target = target, UplinkDelay = _uplink.Next, DownlinkDelay = _downlink.Next };
    }

    /// <summary>On 127.0.0.1.</summary>
    public int Port => _proxy.Port;

    /// <summary>Bytes carried, both ways.</summary>
    public long Bytes => _proxy.Bytes;

    public void Use(LinkProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _uplink.Change(model => (model.Profile, model.Interruptions) = (profile.Uplink, Interruptions(profile)));
        _downlink.Change(model => (model.Profile, model.Interruptions) = (profile.Downlink, Interruptions(profile)));
    }

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public void Cut() => _proxy.Cut();

    /// <summary>Ends a cut; the connections that lived through it are reset.</summary>
    public void Restore() => _proxy.Restore();

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    /// <summary>Settings in words, for <c>ul</c>, <c>dl</c> or <c>both</c>.</summary>
    internal void Set(string direction, IReadOnlyList<string> settings)
    {
        StreamDelay[] directions = direction switch
        {
            "ul" => [_uplink],
            "dl" => [_downlink],
            "both" => [_uplink, _downlink],
            _ => throw new LinkProfileException($"{direction} is no direction: ul, dl or both is expected."),
        };
        foreach (var each in directions)
        {
            each.Change(model => model.Profile = Settings.Apply(settings, model.Profile));
        }
    }

    private Interruptions Interruptions(LinkProfile profile) => new(profile.Handover, profile.Outage, _seed, _clock.Now);
}
