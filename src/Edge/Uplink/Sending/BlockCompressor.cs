using System.IO.Compression;
using IndustrialGateway.V1;
using ZstdSharp;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>Compresses the content of blocks with what the platform takes, zstd (RFC 8878) before DEFLATE (RFC 1951). Keeps its memory; one thread at a time.</summary>
/// <param name="codecs">What the platform takes.</param>
/// <param name="fromBytes">Smaller content is not worth while.</param>
internal sealed class BlockCompressor(IReadOnlyCollection<Codec> codecs, int fromBytes) : IDisposable
{
    private const int Level = 3; // zstd's own default: on records of measurements higher ones gain little and cost much

    // What did not shrink to this share is sent as it is, and the next blocks are not even tried.
    private const double WorthWhile = 0.9;
    private const int RestAfterFailure = 32;

    private readonly MemoryStream _deflated = new();
    private Compressor? _zstd;
    private byte[] _output = [];
    private int _rest;

    /// <summary>The content and how it is compressed, if it is; valid until the next call.</summary>
    public (Codec Codec, ReadOnlyMemory<byte> Content) Compress(ReadOnlyMemory<byte> content)
    {
        if (content.Length < fromBytes || _rest-- > 0)
        {
            return (Codec.None, content);
        }

        _rest = 0;
        var (codec, compressed) = codecs.Contains(Codec.Zstd) ? (Codec.Zstd, Zstd(content))
            : codecs.Contains(Codec.Deflate) ? (Codec.Deflate, Deflate(content))
            : (Codec.None, content);
        if (compressed.Length <= content.Length * WorthWhile)
        {
            return (codec, compressed);
        }

        _rest = RestAfterFailure;
        return (Codec.None, content);
    }

    public void Dispose()
    {
        _deflated.Dispose();
        _zstd?.Dispose();
    }

    private ReadOnlyMemory<byte> Zstd(ReadOnlyMemory<byte> content)
    {
        _zstd ??= new Compressor(Level);
        var most = Compressor.GetCompressBound(content.Length);
        if (_output.Length < most)
        {
            _output = new byte[most];
        }

        return _output.AsMemory(0, _zstd.Wrap(content.Span, _output));
    }

    private ReadOnlyMemory<byte> Deflate(ReadOnlyMemory<byte> content)
    {
        _deflated.SetLength(0);
        using (var deflate = new DeflateStream(_deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(content.Span);
        }

        return _deflated.GetBuffer().AsMemory(0, (int)_deflated.Length);
    }
}
