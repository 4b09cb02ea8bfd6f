using System.Net;
using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Uplink.Paths.Radio;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>One way to the platform: a 5G interface, a second slice, a fixed line.</summary>
internal sealed record PathOptions
{
    /// <summary>The path's name in logs and figures.</summary>
    public required string Name { get; init; }

    /// <summary>Where the platform is on this path.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The network interface that connections leave by, e.g. <c>wwan0</c>; null = as the routes say.</summary>
    public string? Interface { get; init; }

    /// <summary>The address that connections come from; null = as the system chooses.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What its packets are marked with.</summary>
    public DscpMarks Dscp { get; init; } = new(all: 0);

    /// <summary>Whether packets beside the streams measure it: ten a second, about 2 kB/s both ways.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>Where figures of the radio come from; null = there is none.</summary>
    public RadioOptions? Radio { get; init; }

    public static PathOptions Read(Section section, Uri endpoint)
    {
        var options = new PathOptions
        {
            Name = section.RequiredText("name"),
            Endpoint = section.Has("endpoint") ? section.Address("endpoint", "https") ?? endpoint : endpoint,
            Interface = section.Text("interface"),
            Dscp = DscpMarks.Read(section),
            Probes = section.Flag("probes", fallback: true),
            Radio = section.Has("radio") ? RadioOptions.Read(section.Child("radio")) : section.Has("interface") ? new RadioOptions() : null,
        };
        if (options.Interface is { Length: 0 or > 15 })
        {
            section.Fail("interface", "must be the name of a network interface, 1 to 15 letters, as `ip link` shows it");
        }

        if (section.Text("address") is { } text)
        {
            if (IPAddress.TryParse(text, out var address))
            {
                options = options with { Address = address };
            }
            else
            {
                section.Fail("address", $"'{text}' is no IPv4 or IPv6 address");
            }
        }

        section.End();
        return options;
    }
}
