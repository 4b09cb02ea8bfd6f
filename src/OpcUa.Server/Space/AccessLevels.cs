namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>What clients may do with a variable's value (Part 3 §8.57).</summary>
[Flags]
public enum AccessLevels
{
    None = 0,
    Read = 1,
    Write = 2,
    HistoryRead = 4,

    /// <summary>A client may also write the status of the value.</summary>
    StatusWrite = 32,

    /// <summary>A client may also write the source timestamp of the value.</summary>
    TimestampWrite = 64,
}
