namespace IndustrialGateway.Platform.Ingest;

/// <summary>What one stream may ask of the platform. gRPC switches the server's own guards off for such streams.</summary>
internal sealed record IngestLimits
{
    /// <summary>Bytes of a block's content, as sent and decompressed; holds the largest record of a buffer (1 MiB).</summary>
    public int MaxBlockBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Bytes of one message: a block and its envelope, or declarations.</summary>
    public int MaxMessageBytes => MaxBlockBytes + (64 * 1024);

    /// <summary>Bytes of blocks that may be sent and not yet be acknowledged.</summary>
    public long WindowBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>From the start of a stream to its Hello.</summary>
    public TimeSpan HelloWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the gateway sends a probe; a stream silent for three is dead.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After this a stream is asked to end and come again.</summary>
    public TimeSpan StreamLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Aliases of one epoch.</summary>
    public uint MaxAliases { get; init; } = 1_000_000;

    /// <summary>Epochs of one gateway that are kept in memory beside the one in use.</summary>
    public int IdleEpochs { get; init; } = 4;
}
