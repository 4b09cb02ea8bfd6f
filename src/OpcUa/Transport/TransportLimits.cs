namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// What this side accepts and sends before and after the handshake (Part 6 §7.1.2): sizes in bytes, checked before anything is allocated.
/// </summary>
public sealed record TransportLimits
{
    /// <summary>No chunk may be larger than this before Hello and Acknowledge are done, and no buffer may be smaller (Part 6 §6.7.1).</summary>
    public const int HandshakeChunkSize = 8_192;

    /// <summary>The longest endpoint URL of a Hello, and the longest texts of a ReverseHello, in bytes (Part 6 §7.1.2.3, §7.1.2.6).</summary>
    public const int MaxEndpointUrlLength = 4_096;

    /// <summary>The largest chunk received, 8,192 to 1 MiB.</summary>
    public int ReceiveBufferSize { get; init; } = 65_536;

    /// <summary>The largest chunk sent, 8,192 to 1 MiB.</summary>
    public int SendBufferSize { get; init; } = 65_536;

    /// <summary>The largest message received, all chunks' bodies together.</summary>
    public int MaxMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most chunks of one received message.</summary>
    public int MaxChunkCount { get; init; } = 256;

    /// <summary>How long connecting, Hello and Acknowledge may take together.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the rest of a chunk may take once its first byte is here, and how long the peer may take none of what is sent.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
