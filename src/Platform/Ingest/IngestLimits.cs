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

    /// <summary>Bytes of memory that one block may become at once, about 64 for a sample: what is left of it is asked for again.</summary>
    public int MaxBlockWeight { get; init; } = 16 * 1024 * 1024;

    /// <summary>From the start of a stream to its Hello.</summary>
    public TimeSpan HelloWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From the first byte of a message to its last, as far as the platform waits for them: 2 MiB on a path of 2 Mbit/s.
    /// </summary>
    public TimeSpan MessageWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of blocks a second from one gateway, over all its streams; twice as many at once. Faster ones are held back.</summary>
    public int BytesPerSecond { get; init; } = 32 * 1024 * 1024;

    /// <summary>Messages a second from one gateway, over all its streams; twice as many at once. Faster ones are held back.</summary>
    public int MessagesPerSecond { get; init; } = 20_000;

    /// <summary>How often the gateway sends a probe; a stream silent for three is dead.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After this a stream is asked to end and come again.</summary>
    public TimeSpan StreamLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Streams of one gateway at a time: four on each of its four paths, and as many that have broken and are not yet found dead.</summary>
    public int StreamsPerGateway { get; init; } = 32;

    /// <summary>Aliases of one epoch.</summary>
    public uint MaxAliases { get; init; } = 1_000_000;

    /// <summary>Epochs that one gateway may open within an hour: one is made only when a buffer is new or was replaced.</summary>
    public int EpochsPerHour { get; init; } = 60;

    /// <summary>Epochs of one gateway that are kept in memory beside the one in use.</summary>
    public int IdleEpochs { get; init; } = 4;
}
