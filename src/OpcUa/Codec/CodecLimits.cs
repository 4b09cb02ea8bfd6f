namespace IndustrialGateway.OpcUa.Codec;

/// <summary>What a decoder accepts from a peer; everything is checked before memory is taken for it.</summary>
public sealed record CodecLimits
{
    /// <summary>The limits of a client that trusts its server no further than this.</summary>
    public static CodecLimits Client { get; } = new();

    /// <summary>The limits of a small server towards anybody.</summary>
    public static CodecLimits Server { get; } = new()
    {
        MaxStringBytes = 64 * 1024,
        MaxByteStringBytes = 256 * 1024,
        MaxArrayLength = 10_000,
    };

    /// <summary>Longest String or XmlElement, in bytes of UTF-8.</summary>
    public int MaxStringBytes { get; init; } = 1024 * 1024;

    /// <summary>Longest ByteString or body of an extension object, in bytes.</summary>
    public int MaxByteStringBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most elements in one array.</summary>
    public int MaxArrayLength { get; init; } = 1_000_000;

    /// <summary>How deep Variant, DataValue and DiagnosticInfo may lie in each other; the specification asks for 100 (Part 6 §5.2.2.12).</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>A message may take this many bytes of memory per byte of its own, plus <see cref="MemoryBase"/>.</summary>
    public int MemoryFactor { get; init; } = 4;

    /// <summary>Bytes of memory that any message may take, however short it is.</summary>
    public int MemoryBase { get; init; } = 1024 * 1024;
}
