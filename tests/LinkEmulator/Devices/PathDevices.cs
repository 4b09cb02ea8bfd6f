using System.Globalization;

namespace IndustrialGateway.LinkEmulator.Devices;

/// <summary>One path's two devices, each in its namespace, with IPv4 and IPv6 addresses of a net of their own.</summary>
internal sealed class PathDevices : IDisposable
{
    private const int PacketsOfDevice = 10_000;

    private PathDevices(TunDevice gateway, TunDevice platform, EmulatedPath path) =>
        (Gateway, Platform, Path) = (gateway, platform, path);

    public TunDevice Gateway { get; }

    public TunDevice Platform { get; }

    public EmulatedPath Path { get; }

    /// <param name="number">From 0; part of the device's name and addresses.</param>
    /// <param name="mtu">Bytes.</param>
    public static PathDevices Create(Namespaces spaces, int number, string profile, int mtu)
    {
        var path = EmulatedPath.Of(number, profile);
        var id = string.Create(CultureInfo.InvariantCulture, $"igw{Environment.ProcessId}");
        TunDevice? gateway = null;
        TunDevice? platform = null;
        try
        {
            gateway = TunDevice.Create($"{id}g{number}");
            platform = TunDevice.Create($"{id}p{number}");
            Place(gateway, spaces.Gateway, path.Device, path.GatewayV4, path.GatewayV6, mtu);
            Place(platform, spaces.Platform, path.Device, path.PlatformV4, path.PlatformV6, mtu);
            Route(spaces, path, number);
            return new PathDevices(gateway, platform, path);
        }
        catch
        {
            gateway?.Dispose();
            platform?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Gateway.Dispose();
        Platform.Dispose();
    }

    private static void Place(TunDevice device, string space, string name, string v4, string v6, int mtu)
    {
        IpCommand.Run("link", "set", device.Name, "netns", space, "name", name);
        IpCommand.Batch(space, string.Create(CultureInfo.InvariantCulture, $"""
            link set {name} mtu {mtu} txqueuelen {PacketsOfDevice} up
            addr add {v4}/24 dev {name}
            addr add {v6}/64 dev {name} nodad

            """));
    }

    /// <summary>
    /// The platform's own address, which all paths lead to: who is bound to no path takes the first, who is bound to a device or to the address of one
    /// takes that.
    /// </summary>
    private static void Route(Namespaces spaces, EmulatedPath path, int number)
    {
        var (metric, table) = (100 + number, 100 + number);
        if (number == 0)
        {
            IpCommand.Batch(spaces.Platform, $"""
                addr add {EmulatedPath.ServiceV4}/32 dev lo
                addr add {EmulatedPath.ServiceV6}/128 dev lo nodad

                """);
        }

        IpCommand.Batch(spaces.Gateway, string.Create(CultureInfo.InvariantCulture, $"""
            route add {EmulatedPath.ServiceV4} via {path.PlatformV4} dev {path.Device} metric {metric}
            route add {EmulatedPath.ServiceV4} via {path.PlatformV4} dev {path.Device} table {table}
            rule add from {path.GatewayV4} lookup {table}
            route add {EmulatedPath.ServiceV6} via {path.PlatformV6} dev {path.Device} metric {metric}
            route add {EmulatedPath.ServiceV6} via {path.PlatformV6} dev {path.Device} table {table}

            """));
        IpCommand.Run("-6", "-n", spaces.Gateway, "rule", "add", "from", path.GatewayV6, "lookup", table.ToString(CultureInfo.InvariantCulture));
    }
}
