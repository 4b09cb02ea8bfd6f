namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>When something was lost, 100 ns ticks since 1601.</summary>
/// <param name="FromTicks">When the last message before it came, by the gateway's clock; null = not known.</param>
/// <param name="ToTicks">When values came, or could come, again, by the gateway's clock.</param>
internal readonly record struct LossTime(long? FromTicks, long ToTicks)
{
    /// <summary>When the machine sent the last message before it, by its own clock: a message may have been long on its way. Null = not known.</summary>
    public long? FromServerTicks { get; init; }

    /// <summary>When the machine sent the first message after it, by its own clock; null = not known.</summary>
    public long? ToServerTicks { get; init; }
}
