namespace IndustrialGateway.Model;

/// <summary>Why samples are missing (values.proto, same numbers).</summary>
public enum GapReason : byte
{
    Unspecified = 0,
    BufferFull = 1,
    Expired = 2,

    /// <summary>The machine's own queue overflowed before the value could be taken.</summary>
    SourceOverflow = 3,

    /// <summary>Notifications that the machine no longer held when they were asked for again.</summary>
    SourceLost = 4,
    RateLimit = 5,
    DiskFault = 6,

    /// <summary>From when the gateway was last known to read the machine until it read it again.</summary>
    GatewayOff = 7,

    /// <summary>The record was damaged on disk; its neighbours were kept.</summary>
    Damaged = 8,

    /// <summary>The platform can never store the record; the gateway keeps it aside.</summary>
    Rejected = 9,
}
