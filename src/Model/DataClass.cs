namespace IndustrialGateway.Model;

/// <summary>What a point's values are to the factory: each class has a log of its own, so that one can be shed without holes in another.</summary>
public enum DataClass
{
    /// <summary>What machines measure and count.</summary>
    Process,

    /// <summary>What people must hear of first: alarms and events.</summary>
    Alarm,

    /// <summary>What helps to find a fault, and goes first when there is no room.</summary>
    Diagnostic,
}
