namespace IndustrialGateway.Model;

/// <summary>What is wrong with a record.</summary>
public enum RecordFaultKind : byte
{
    None = 0,

    /// <summary>The bytes are not what was written; a damaged disk or sender.</summary>
    Checksum = 1,

    /// <summary>The bytes are no record, or their parts contradict each other.</summary>
    Malformed = 2,

    /// <summary>A row's alias was never declared: ask for the declaration and try again.</summary>
    UnknownAlias = 3,

    /// <summary>More rows than a record may hold, or values that would take far more memory than their bytes.</summary>
    TooLarge = 4,
}

/// <summary>Why a record was refused as a whole.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Alias">The first unknown alias, else 0.</param>
/// <param name="Detail">For the log; constant text.</param>
public readonly record struct RecordFault(RecordFaultKind Kind, uint Alias = 0, string Detail = "")
{
    public static RecordFault UnknownAlias(uint alias) => new(RecordFaultKind.UnknownAlias, alias, "unknown alias");
}
