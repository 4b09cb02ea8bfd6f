using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>What is done with the history that a machine keeps itself.</summary>
internal enum HistoryUse
{
    /// <summary>What was missed is read from it, where the machine says that it keeps one.</summary>
    Fill,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>How far a source goes to have back what it missed.</summary>
internal sealed record FillOptions
{
    public HistoryUse History { get; init; }

    /// <summary>Older gaps stay. 1 min to 3650 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Longer gaps stay. 1 s to 3650 days.</summary>
    public TimeSpan MaxLength { get; init; } = TimeSpan.FromDays(7);

    public static FillOptions Read(Section section)
    {
        var defaults = new FillOptions();
        var most = TimeSpan.FromDays(3650);
        return new FillOptions
        {
            History = section.Choice("history", defaults.History),
            MaxAge = section.Duration("historyMaxAge", defaults.MaxAge, TimeSpan.FromMinutes(1), most),
            MaxLength = section.Duration("historyMaxLength", defaults.MaxLength, TimeSpan.FromSeconds(1), most),
        };
    }
}
