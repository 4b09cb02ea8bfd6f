namespace IndustrialGateway.Simulation.Line;

/// <summary>How one path behaves now; what breaks things changes it as it likes.</summary>
internal sealed class LineConditions
{
    /// <summary>New connections are refused.</summary>
    public bool IsDown { get; set; }

    /// <summary>Nothing arrives, in neither direction; it comes once this ends, as TCP sends again, unless the stream is given up before.</summary>
    public bool IsSilent { get; set; }

    /// <summary>One way.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Up to so much more, each message another.</summary>
    public TimeSpan Jitter { get; set; } = TimeSpan.FromMilliseconds(2);

    public double BytesPerSecond { get; set; } = 5e6;

    /// <summary>Share of the messages that arrive twice.</summary>
    public double Twice { get; set; }
}
