using System.ComponentModel.DataAnnotations;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Where the embedded historian keeps its data, and how much memory it may use for it.</summary>
public sealed record EmbeddedHistorianOptions
{
    /// <summary>A folder of its own on a local disk; made when it is not there.</summary>
    [Required]
    public required string Folder { get; init; }

    /// <summary>Memory for rows not yet in files, bytes; up to three of these.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public long WriteBufferBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Memory for blocks read from files, bytes.</summary>
    [Range(1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long CacheBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How much of the write-ahead log may have to be read again after a kill, bytes.</summary>
    [Range(1024 * 1024, 4L * 1024 * 1024 * 1024)]
    public long MaxWalBytes { get; init; } = 256 * 1024 * 1024;
}
