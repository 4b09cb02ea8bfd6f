namespace IndustrialGateway.Buffering.Log;

/// <summary>What the ledger knows of a stretch.</summary>
internal enum StretchKind : byte
{
    /// <summary>Acknowledged, behind records that are not.</summary>
    Island = 1,

    /// <summary>No longer there, and not acknowledged as a whole.</summary>
    Dropped = 2,

    /// <summary>A reader was told that it will never be read, and nobody has acknowledged that.</summary>
    Told = 3,
}

/// <summary>A stretch that outlives the process.</summary>
internal readonly record struct KeptStretch(StretchKind Kind, Stretch Stretch);
