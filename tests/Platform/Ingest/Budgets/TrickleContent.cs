using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>A call's body that is sent byte by byte, when the test says so.</summary>
internal sealed class TrickleContent : HttpContent
{
    private readonly Channel<byte[]> _bytes = Channel.CreateBounded<byte[]>(64);

    public TrickleContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

    /// <summary>Sends these soon.</summary>
    public void Send(params byte[] bytes) => _bytes.Writer.TryWrite(bytes);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await foreach (var bytes in _bytes.Reader.ReadAllAsync(cancellationToken))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
