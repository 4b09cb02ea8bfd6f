namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>When blocks are compressed.</summary>
internal enum CompressionChoice
{
    /// <summary>On a path that is long, loses, or is full; not on a good one, where it takes more time than it saves.</summary>
    Auto,

    /// <summary>On every path, e.g. one that is paid for by volume.</summary>
    Always,

    Never,
}
