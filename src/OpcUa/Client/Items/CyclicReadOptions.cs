namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>How nodes are read again and again.</summary>
public sealed record CyclicReadOptions
{
    /// <summary>From the beginning of one cycle to that of the next; more than zero.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How old a value may be that the server has at hand; zero makes it ask the device (Part 4 §5.11.2).</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Registers the nodes, so that the server can make it quick (Part 4 §5.9.5); one that does not know how is read without.</summary>
    public bool UseRegisteredNodes { get; init; } = true;
}
