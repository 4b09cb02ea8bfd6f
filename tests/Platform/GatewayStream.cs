using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform;

/// <summary>Plays the gateway: says what it is told to and reads what comes back, one message after the other.</summary>
public sealed class GatewayStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AsyncDuplexStreamingCall<ExchangeRequest, ExchangeResponse> _call;
    private readonly PointRegistry _registry;
    private readonly RecordEncoder _encoder = new();
    private uint _declared;

    private GatewayStream(AsyncDuplexStreamingCall<ExchangeRequest, ExchangeResponse> call, PointRegistry registry)
    {
        _call = call;
        _registry = registry;
    }

    /// <summary>The points of the epoch; give it to the next stream of the same epoch.</summary>
    public PointRegistry Registry => _registry;

    public Welcome Welcome { get; private set; } = new();

    public static GatewayStream Open(IngestService.IngestServiceClient client, PointRegistry? registry = null) =>
        new(client.Exchange(), registry ?? new PointRegistry());

    public static ByteString Bytes(UInt128 epoch)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, epoch);
        return ByteString.CopyFrom(bytes);
    }

    /// <param name="epoch">What it sends.</param>
    /// <param name="instance">The process; null = a gateway of before, which does not tell.</param>
    /// <param name="run">Which start of the gateway it is.</param>
    public async Task HelloAsync(UInt128 epoch, UInt128? instance = null, ulong run = 0)
    {
        var hello = new Hello { Epoch = Bytes(epoch), SoftwareVersion = "1.2.3", Path = "test", Run = run };
        if (instance is { } id)
        {
            hello.Instance = Bytes(id);
        }

        await SendAsync(new ExchangeRequest { Hello = hello });
        Welcome = (await ReceiveAsync()).Welcome;
        _declared = Welcome.KnownPoints;
    }

    /// <summary>A point by its path; the first segment is the machine.</summary>
    public int Point(string path, string unit = "") => _registry.Add(new PointDescription
    {
        Path = path,
        Equipment = path.Split('/')[0],
        DisplayName = path,
        Unit = unit,
    });

    /// <summary>One whose values the gateway measures itself.</summary>
    public int OwnPoint(string path) => _registry.Add(new PointDescription { Path = path, SourceAddress = "gateway:test" });

    /// <summary>One record with these samples, whose points are handles of <see cref="Point"/>.</summary>
    public byte[] Record(params Sample[] samples)
    {
        var rows = samples.Select(sample => new AliasedSample(
            _registry.Resolve(sample.Point, sample.Value), sample.Value, sample.Status, sample.SourceTicks, sample.ReceivedTicks)
        {
            IsFilled = sample.IsFilled,
        });
        var output = new ArrayBufferWriter<byte>();
        _encoder.Encode(rows.ToArray(), output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>One record with this gap, whose points are aliases.</summary>
    public static byte[] Record(Model.Gap gap)
    {
        var output = new ArrayBufferWriter<byte>();
        new RecordEncoder().EncodeGap(gap, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Declares what has been used and not yet been declared.</summary>
    public async Task DeclareAsync()
    {
        var message = new PointDeclarations();
        foreach (var (shape, description) in _registry.DeclarationsFrom(_declared + 1))
        {
            message.Points.Add(new PointDeclaration
            {
                Alias = shape.Alias,
                Path = description.Path,
                Kind = (V1.ValueKind)shape.Kind,
                DecimalPlaces = shape.DecimalPlaces,
                DataType = (V1.DataType)shape.DataType,
                ValueRank = shape.ValueRank,
                Unit = description.Unit,
                SourceAddress = description.SourceAddress,
                DisplayName = description.DisplayName,
                Equipment = description.Equipment,
                EnumTexts = { description.EnumTexts.All.Select(text => new V1.EnumText { Field = text.Field, Value = text.Value, Text = text.Text }) },
            });
            _declared = shape.Alias;
        }

        if (message.Points.Count > 0)
        {
            await SendAsync(new ExchangeRequest { Points = message });
        }
    }

    /// <summary>Sends consecutive records of the process log as one block.</summary>
    public Task SendAsync(long first, params byte[][] records) => SendAsync(Block(first, records));

    public static ExchangeRequest Block(long first, byte[][] records, bool deflate = false, bool backlog = false)
    {
        var content = new RecordBlock { Records = { records.Select(record => ByteString.CopyFrom(record)) } }.ToByteArray();
        return new ExchangeRequest
        {
            Block = new Block
            {
                Log = Log.Process,
                FirstSequence = (ulong)first,
                RecordCount = (uint)records.Length,
                Codec = deflate ? Codec.Deflate : Codec.None,
                Content = ByteString.CopyFrom(deflate ? Deflate(content) : content),
                ContentBytes = (uint)content.Length,
                Backlog = backlog,
            },
        };
    }

    public Task SendAsync(ExchangeRequest request) => _call.RequestStream.WriteAsync(request);

    public async Task<ExchangeResponse> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return await _call.ResponseStream.MoveNext(patience.Token)
            ? _call.ResponseStream.Current
            : throw new InvalidOperationException("The platform has ended the stream.");
    }

    /// <summary>Reads until all of the process log below the sequence is acknowledged.</summary>
    public async Task WaitStoredAsync(long before)
    {
        while (true)
        {
            var response = await ReceiveAsync();
            if (response.Acknowledgement is { Log: Log.Process } acknowledgement
                && acknowledgement.StoredBefore >= (ulong)before)
            {
                return;
            }
        }
    }

    /// <summary>Tells the gateway's state, and returns when the platform has taken it.</summary>
    public async Task TellAsync(params SourceState[] sources)
    {
        await SendAsync(new ExchangeRequest { State = new GatewayState { Sources = { sources } } });
        await SendAsync(new ExchangeRequest { Probe = new LinkProbe { Id = 1 } });
        while ((await ReceiveAsync()).ProbeEcho is null)
        {
        }
    }

    /// <summary>Declares, sends and waits until it is stored.</summary>
    public async Task StoreAsync(long sequence, params Sample[] samples)
    {
        var record = Record(samples);
        await DeclareAsync();
        await SendAsync(sequence, record);
        await WaitStoredAsync(sequence + 1);
    }

    /// <summary>Ends the stream in order, reading what still comes.</summary>
    public async Task CompleteAsync()
    {
        await _call.RequestStream.CompleteAsync();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await _call.ResponseStream.MoveNext(patience.Token))
        {
        }
    }

    /// <summary>The status with which the platform ends the stream, after whatever it still says.</summary>
    public async Task<RpcException> RefusalAsync() => await Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (true)
        {
            await ReceiveAsync();
        }
    });

    public void Dispose() => _call.Dispose();

    private static byte[] Deflate(byte[] content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest))
        {
            deflate.Write(content);
        }

        return output.ToArray();
    }
}
