using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>One stream of a gateway as the test's platform sees it.</summary>
internal sealed class FakeStream(
    IAsyncStreamReader<ExchangeRequest> requests, IServerStreamWriter<ExchangeResponse> responses, Hello hello, int port)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Hello Hello => hello;

    /// <summary>The gateway's.</summary>
    public int Port => port;

    public Task Ended => _ended.Task;

    public List<PointDeclaration> Declared { get; } = [];

    public Task WelcomeAsync(ulong storedBefore = 1, uint knownPoints = 0, ulong window = 1 << 20, params Codec[] codecs)
    {
        var welcome = new Welcome { KnownPoints = knownPoints, WindowBytes = window, MaxBlockBytes = 1 << 20 };
        welcome.Codecs.Add([Codec.None, .. codecs]);
        welcome.Stored.Add(new Acknowledgement { Log = Log.Process, StoredBefore = storedBefore });
        return SendAsync(new ExchangeResponse { Welcome = welcome });
    }

    public Task AcknowledgeAsync(ulong storedBefore) => SendAsync(new ExchangeResponse
    {
        Acknowledgement = new Acknowledgement { Log = Log.Process, StoredBefore = storedBefore },
    });

    public Task SendAsync(ExchangeResponse response) => responses.WriteAsync(response);

    /// <summary>The next message, whatever it is; null at the end.</summary>
    public async Task<ExchangeRequest?> ReadAsync() => await requests.MoveNext(TestContext.Current.CancellationToken) ? requests.Current : null;

    /// <summary>The next block or skip; keeps the declarations that come before it.</summary>
    public async Task<ExchangeRequest> NextAsync()
    {
        while (await requests.MoveNext(Some.Patience()))
        {
            var request = requests.Current;
            switch (request.MessageCase)
            {
                case ExchangeRequest.MessageOneofCase.Points:
                    Declared.AddRange(request.Points.Points);
                    break;
                case ExchangeRequest.MessageOneofCase.Block or ExchangeRequest.MessageOneofCase.Skip:
                    return request;
            }
        }

        throw new EndOfStreamException();
    }

    /// <summary>The next message of one kind, whatever else comes before it.</summary>
    public async Task<ExchangeRequest> NextAsync(ExchangeRequest.MessageOneofCase kind)
    {
        while (await requests.MoveNext(Some.Patience()))
        {
            if (requests.Current.MessageCase == kind)
            {
                return requests.Current;
            }
        }

        throw new EndOfStreamException();
    }

    /// <summary>Reads blocks until all records below a sequence have come; returns them by sequence.</summary>
    public async Task<Dictionary<ulong, byte[]>> ReadUntilAsync(ulong before)
    {
        Dictionary<ulong, byte[]> records = [];
        for (var next = 0UL; next < before;)
        {
            var block = (await NextAsync()).Block;
            var content = Content(block);
            Assert.Equal(block.RecordCount, (uint)content.Records.Count);
            foreach (var (index, record) in content.Records.Index())
            {
                records[block.FirstSequence + (ulong)index] = record.ToByteArray();
            }

            next = block.FirstSequence + block.RecordCount;
        }

        return records;
    }

    public void End() => _ended.TrySetResult();

    public void Fail(StatusCode code, string detail) => _ended.TrySetException(new RpcException(new Status(code, detail)));

    /// <summary>Ends the stream as the platform does when it refuses.</summary>
    public void Refuse(StatusCode code, string reason, string detail)
    {
        var info = new Google.Rpc.ErrorInfo { Reason = reason };
        var status = new Google.Rpc.Status { Code = (int)code, Message = detail, Details = { Any.Pack(info) } };
        _ended.TrySetException(new RpcException(
            new Status(code, detail), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } }));
    }

    public static RecordBlock Content(Block block)
    {
        if (block.Codec == Codec.None)
        {
            return RecordBlock.Parser.ParseFrom(block.Content);
        }

        if (block.Codec == Codec.Zstd)
        {
            using var zstd = new ZstdSharp.Decompressor();
            return RecordBlock.Parser.ParseFrom(zstd.Unwrap(block.Content.Span, (int)block.ContentBytes).ToArray());
        }

        using var inflate = new DeflateStream(new MemoryStream(block.Content.ToByteArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        inflate.CopyTo(plain);
        Assert.Equal(block.ContentBytes, (uint)plain.Length);
        return RecordBlock.Parser.ParseFrom(plain.ToArray());
    }
}
