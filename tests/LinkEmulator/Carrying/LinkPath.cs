using IndustrialGateway.LinkEmulator.Devices;
using IndustrialGateway.LinkEmulator.Model;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>One path: its devices and both directions, changed while they run by whoever holds it, from one thread.</summary>
internal sealed class LinkPath : IDisposable
{
    private readonly LinkClock _clock;
    private readonly long _seed;
    private int _profiles;

    public LinkPath(PathDevices devices, LinkProfile profile, LinkClock clock, long seed)
    {
        (Devices, _clock, _seed, Profile) = (devices, clock, seed, profile.Name);
        var (uplink, downlink) = Orders(profile, clock.Now);
        Uplink = new DirectionLoop(devices.Gateway, devices.Platform, clock, profile.Mtu, uplink, seed);
        Downlink = new DirectionLoop(devices.Platform, devices.Gateway, clock, profile.Mtu, downlink, seed + 1);
    }

    public PathDevices Devices { get; }

    /// <summary>The name of the profile that was given last.</summary>
    public string Profile { get; private set; }

    public DirectionLoop Uplink { get; }

    public DirectionLoop Downlink { get; }

    /// <summary>Whether what was changed holds by now.</summary>
    public bool HasObeyed => Uplink.HasObeyed && Downlink.HasObeyed;

    /// <summary>Everything of the profile but the devices' MTU, which stays. A link that is down stays down.</summary>
    public void Use(LinkProfile profile)
    {
        Profile = profile.Name;
        var (uplink, downlink) = Orders(profile, _clock.Now);
        Uplink.Order = uplink with { IsDown = Uplink.IsDown };
        Downlink.Order = downlink with { IsDown = Downlink.IsDown };
    }

    public void Dispose()
    {
        Uplink.Dispose();
        Downlink.Dispose();
        Devices.Dispose();
    }

    /// <summary>Both directions are interrupted by the same chance.</summary>
    private (DirectionOrder Uplink, DirectionOrder Downlink) Orders(LinkProfile profile, TimeSpan now)
    {
        var seed = _seed + (1000 * _profiles++);
        return (Order(profile.Uplink), Order(profile.Downlink));

        DirectionOrder Order(DirectionProfile direction) =>
            new(direction, new Interruptions(profile.Handover, profile.Outage, seed, now), IsDown: false);
    }
}
