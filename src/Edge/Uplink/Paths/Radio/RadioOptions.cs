using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Where figures of the radio come from.</summary>
internal sealed record RadioOptions
{
    /// <summary>A program and its arguments that print the JSON which deploy/README describes; null = ModemManager is asked.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>ModemManager's number or path of the modem; null = the one that has the path's interface.</summary>
    public string? Modem { get; init; }

    /// <summary>How often. 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    public static RadioOptions Read(Section section)
    {
        var options = new RadioOptions
        {
            Command = section.Has("command") ? [.. section.Texts("command").Select(text => text.Text)] : null,
            Modem = section.Text("modem"),
            Interval = section.Duration("interval", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        if (options is { Command: not null, Modem: not null })
        {
            section.Fail("command", "and 'modem' exclude each other: figures come from one of them");
        }

        if (options.Command is [] or ["", ..])
        {
            section.Fail("command", "must name a program, and its arguments if it needs some, e.g. [/usr/local/bin/cpe]");
        }

        if (options.Modem is { } modem && (modem.Length == 0 || modem[0] == '-'))
        {
            section.Fail("modem", "must be a modem's number or path, as `mmcli -L` shows it, or 'any'");
        }

        section.End();
        return options;
    }
}
