using IndustrialGateway.LinkEmulator.Devices;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>Two namespaces and the paths between them; all of it is gone when it is disposed.</summary>
internal sealed class Emulator : IDisposable
{
    private readonly List<LinkPath> _paths = [];

    private Emulator(Namespaces spaces, LinkClock clock) => (Spaces, Clock) = (spaces, clock);

    public LinkClock Clock { get; }

    public Namespaces Spaces { get; }

    public IReadOnlyList<LinkPath> Paths => _paths;

    public static Emulator Start(IReadOnlyList<LinkProfile> profiles, long seed, TimeProvider time)
    {
        var emulator = new Emulator(Namespaces.Create(), new LinkClock(time));
        try
        {
            foreach (var profile in profiles)
            {
                var number = emulator._paths.Count;
                var devices = PathDevices.Create(emulator.Spaces, number, profile.Name, profile.Mtu);
                emulator._paths.Add(new LinkPath(devices, profile, emulator.Clock, seed + (10_000L * number)));
            }

            return emulator;
        }
        catch
        {
            emulator.Dispose();
            throw;
        }
    }

    /// <summary>Why none can be made here; null when it can.</summary>
    public static string? Missing() =>
        !OperatingSystem.IsLinux() ? "this is not Linux"
        : !Environment.IsPrivilegedProcess ? "this is not root"
        : !File.Exists("/dev/net/tun") ? "there is no /dev/net/tun"
        : !IpCommand.IsThere() ? "the program ip is not there (Debian package iproute2)"
        : null;

    public void Dispose()
    {
        foreach (var path in _paths)
        {
            path.Dispose();
        }

        Spaces.Dispose();
    }
}
