using System.Globalization;
using System.Text.RegularExpressions;

namespace IndustrialGateway.LinkEmulator.Devices;

/// <summary>
/// Two network namespaces, one for the gateway and one for the platform, each with its loopback and a wire to the machine itself, over which a test
/// reaches what it has started there. They carry this process's id in their names, by which those of a process that was killed are found.
/// </summary>
internal sealed partial class Namespaces : IDisposable
{
    private const string GatewayEnd = "gateway";
    private const string PlatformEnd = "platform";
    private readonly int _process;

    private Namespaces(int process)
    {
        _process = process;
        (Gateway, Platform) = ($"igw-{process}-{GatewayEnd}", $"igw-{process}-{PlatformEnd}");
    }

    public string Gateway { get; }

    public string Platform { get; }

    /// <summary>Addresses of the two on the wires to the machine itself; each is seen from outside and from its own namespace only.</summary>
    public string GatewayControl => Wire(2);

    public string PlatformControl => Wire(6);

    public static Namespaces Create()
    {
        RemoveLeftovers();
        var spaces = new Namespaces(Environment.ProcessId);
        try
        {
            spaces.Make(spaces.Gateway, GatewayEnd, outside: spaces.Wire(1), inside: spaces.GatewayControl);
            spaces.Make(spaces.Platform, PlatformEnd, outside: spaces.Wire(5), inside: spaces.PlatformControl);
            return spaces;
        }
        catch
        {
            spaces.Dispose();
            throw;
        }
    }

    /// <summary>Removes the namespaces of emulators that are no more, and with them their devices.</summary>
    public static void RemoveLeftovers()
    {
        foreach (Match name in OurNames().Matches(IpCommand.Run("netns", "list")))
        {
            var process = int.Parse(name.Groups["process"].ValueSpan, CultureInfo.InvariantCulture);
            if (!IsEmulator(process))
            {
                Remove(name.Groups["name"].Value, WireName(process, name.Groups["end"].Value));
            }
        }
    }

    public void Dispose()
    {
        Remove(Gateway, WireName(_process, GatewayEnd));
        Remove(Platform, WireName(_process, PlatformEnd));
    }

    /// <summary>The wire would go with the namespace, but only when the last program in it has ended.</summary>
    private static void Remove(string space, string wire)
    {
        RemoveOne($"/sys/class/net/{wire}", "link", "delete", wire);
        RemoveOne($"/run/netns/{space}", "netns", "delete", space);
    }

    private static void RemoveOne(string file, params string[] command)
    {
        try
        {
            if (Path.Exists(file))
            {
                IpCommand.Run(command);
            }
        }
        catch (InvalidOperationException) when (!Path.Exists(file))
        {
            // Another emulator was removing it too.
        }
    }

    private static string WireName(int process, string end) =>
        string.Create(CultureInfo.InvariantCulture, $"igw{process}{end[0]}");

    /// <summary>An id may have gone to another program since; the same program under the same id is taken to be alive.</summary>
    private static bool IsEmulator(int process)
    {
        try
        {
            return process == Environment.ProcessId
                ? false // What has our own id is from before us.
                : File.ReadAllText($"/proc/{process}/cmdline").Contains("LinkEmulator", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Make(string name, string end, string outside, string inside)
    {
        var near = WireName(_process, end);
        var far = $"{near}c";
        IpCommand.Batch(null, $"""
            netns add {name}
            link add {near} type veth peer name {far}
            link set {far} netns {name} name control
            addr add {outside}/30 dev {near}
            link set {near} up

            """);
        IpCommand.Batch(name, $"""
            link set lo up
            addr add {inside}/30 dev control
            link set control up

            """);
    }

    /// <summary>Sixteen addresses of 10.64.0.0/10 for each process.</summary>
    private string Wire(int number)
    {
        var address = (10 << 24) + (64 << 16) + ((_process & 0x3FFFF) << 4) + number;
        return string.Create(
            CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
    }

    [GeneratedRegex(@"^(?<name>igw-(?<process>\d{1,9})-(?<end>gateway|platform))\b", RegexOptions.Multiline)]
    private static partial Regex OurNames();
}
