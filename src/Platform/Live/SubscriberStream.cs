using System.Buffers;
using Grpc.Core;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform.Live;

/// <summary>Writes samples to one subscriber by the column; each point gets an alias of this stream when it is first used.</summary>
internal sealed class SubscriberStream(PointCatalogue catalogue, IServerStreamWriter<SubscribeResponse> stream)
{
    private const int MaxBatchBytes = 1024 * 1024;

    private readonly PointRegistry _registry = new();
    private readonly Dictionary<int, int> _handles = [];
    private readonly RecordEncoder _encoder = new(MaxBatchBytes);
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private AliasedSample[] _rows = [];
    private uint _nextDeclaration = 1;

    /// <summary>Sends as many of the samples as fit in one message, and says how many those are.</summary>
    /// <param name="samples">In the order in which they are to arrive; may be empty.</param>
    /// <param name="dropped">Updates lost before these.</param>
    /// <param name="endsSnapshot">Whether these, when all are sent, are the last of the snapshot.</param>
    /// <param name="cancellationToken">Ends the wait for a slow reader.</param>
    public async Task<int> WriteAsync(
        ReadOnlyMemory<Sample> samples, ulong dropped, bool endsSnapshot, CancellationToken cancellationToken)
    {
        var response = new SubscribeResponse { Dropped = dropped };
        var written = samples.IsEmpty ? 0 : Fill(response, samples.Span);
        response.SnapshotComplete = endsSnapshot && written == samples.Length;
        await stream.WriteAsync(response, cancellationToken);
        return written;
    }

    /// <summary>Says that the stream is alive.</summary>
    public Task BeatAsync(TimeProvider time, CancellationToken cancellationToken) =>
        stream.WriteAsync(new SubscribeResponse { Heartbeat = WireTime.ToTimestamp(time.NowTicks()) }, cancellationToken);

    private int Fill(SubscribeResponse response, ReadOnlySpan<Sample> samples)
    {
        if (_rows.Length < samples.Length)
        {
            _rows = new AliasedSample[samples.Length];
        }

        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            var shape = _registry.Resolve(HandleOf(sample.Point), sample.Value);
            _rows[i] = new AliasedSample(shape, sample.Value, sample.Status, sample.SourceTicks, sample.ReceivedTicks)
            {
                IsFilled = sample.IsFilled,
            };
        }

        // One encoder for the line and for the subscribers; the generated class only carries its bytes to gRPC.
        _bytes.ResetWrittenCount();
        var written = _encoder.EncodeBatch(_rows.AsSpan(0, samples.Length), _bytes);
        response.Batch = SampleBatch.Parser.ParseFrom(_bytes.WrittenSpan);
        _rows.AsSpan(0, samples.Length).Clear();
        foreach (var declared in _registry.DeclarationsFrom(_nextDeclaration))
        {
            response.Declarations.Add(Say(declared));
            _nextDeclaration++;
        }

        return written;
    }

    private int HandleOf(int pointId)
    {
        if (!_handles.TryGetValue(pointId, out var handle))
        {
            var point = catalogue.FindPoint(pointId) ?? throw new InvalidOperationException($"There is no point {pointId}.");
            handle = _registry.Add(new PointDescription
            {
                Path = point.Name,
                Unit = point.Unit,
                SourceAddress = point.SourceAddress,
                DisplayName = point.DisplayName,
                Equipment = point.Equipment,
                DataType = point.DataType,
                ValueRank = point.ValueRank,
                EnumTexts = point.EnumTexts,
            });
            _handles.Add(pointId, handle);
        }

        return handle;
    }

    private static PointDeclaration Say(DeclaredPoint declared) => new()
    {
        Alias = declared.Shape.Alias,
        Path = declared.Description.Path,
        Kind = (V1.ValueKind)declared.Shape.Kind,
        DecimalPlaces = declared.Shape.DecimalPlaces,
        DataType = (V1.DataType)declared.Shape.DataType,
        ValueRank = declared.Shape.ValueRank,
        Unit = declared.Description.Unit,
        SourceAddress = declared.Description.SourceAddress,
        DisplayName = declared.Description.DisplayName,
        Equipment = declared.Description.Equipment,
        EnumTexts = { WireTexts.Of(declared.Description.EnumTexts) },
    };
}
