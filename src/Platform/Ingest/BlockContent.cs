using System.IO.Compression;
using System.Runtime.InteropServices;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using ZstdSharp;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Opens blocks within their limits: what is decompressed is never larger than the block says and the limit allows.</summary>
/// <remarks>Keeps its buffer; one thread at a time.</remarks>
internal sealed class BlockContent(int maxBytes)
{
    /// <summary>Of the thread: it has much memory and no stream needs it for long.</summary>
    [ThreadStatic]
    private static Decompressor? _zstd;

    private byte[] _buffer = [];

    /// <summary>The encoded RecordBlock, valid until the next call; null when what came is not what was packed.</summary>
    /// <exception cref="RefusalException">The block breaks a rule of the stream.</exception>
    public ReadOnlyMemory<byte>? Open(Block block)
    {
        if (block.Content.Length > maxBytes || block.ContentBytes > maxBytes)
        {
            throw RefusalException.ResourceExhausted(
                "BLOCK_TOO_LARGE", $"A block of {Math.Max(block.Content.Length, block.ContentBytes)} bytes is above {maxBytes}.");
        }

        return block.Codec switch
        {
            Codec.None => Whole(block, block.Content.Memory, block.Content.Length),
            Codec.Deflate => Inflate(block),
            Codec.Zstd => Unwrap(block),
            _ => throw RefusalException.InvalidField("block.codec", $"{block.Codec} is not in Welcome.codecs"),
        };
    }

    private ReadOnlyMemory<byte>? Inflate(Block block)
    {
        var target = Take(block);
        try
        {
            using var inflater = new DeflateStream(AsStream(block.Content.Memory), CompressionMode.Decompress);
            var read = inflater.ReadAtLeast(target.Span, target.Length, throwOnEndOfStream: false);
            return Whole(block, target, inflater.ReadByte() < 0 ? read : read + 1);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What it says of its own size does not count: it gets the room that the block says, and must fill it.</summary>
    private ReadOnlyMemory<byte>? Unwrap(Block block)
    {
        var target = Take(block);
        _zstd ??= new Decompressor();
        try
        {
            return Whole(block, target, _zstd.TryUnwrap(block.Content.Span, target.Span, out var written) ? written : -1);
        }
        catch (ZstdException)
        {
            return null;
        }
    }

    /// <summary>Null where there is not as much as the block says.</summary>
    private static ReadOnlyMemory<byte>? Whole(Block block, ReadOnlyMemory<byte> content, int length)
    {
        // Not by ?: with null, which would be an empty memory.
        if (length == block.ContentBytes)
        {
            return content;
        }

        return null;
    }

    private Memory<byte> Take(Block block)
    {
        var length = (int)block.ContentBytes;
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        return _buffer.AsMemory(0, length);
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) // TryGetArray has set it.
            : new MemoryStream(memory.ToArray(), writable: false);
}
