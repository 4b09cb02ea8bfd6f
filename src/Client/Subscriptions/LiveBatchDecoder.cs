using Google.Protobuf;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using DataType = IndustrialGateway.Model.DataType;
using ValueKind = IndustrialGateway.Model.ValueKind;

namespace IndustrialGateway.Client.Subscriptions;

/// <summary>Reads the messages of one stream, whose aliases it remembers (telemetry.proto, SubscribeResponse).</summary>
internal sealed class LiveBatchDecoder : IPointShapes
{
    private readonly Dictionary<uint, (PointShape Shape, LivePoint Point)> _points = [];
    private readonly RecordDecoder _columns = new();

    public PointShape? Find(uint alias) => _points.TryGetValue(alias, out var found) ? found.Shape : null;

    /// <exception cref="IndustrialGatewayException">The bytes are no such message.</exception>
    public LiveBatch Decode(byte[] message)
    {
        try
        {
            return Read(message);
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw IndustrialGatewayException.NotUnderstood($"A message of the stream is damaged: {damage.Message}");
        }
    }

    private LiveBatch Read(byte[] message)
    {
        var (samples, dropped, complete) = (Array.Empty<LiveSample>(), 0UL, false);
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case SubscribeResponse.DeclarationsFieldNumber:
                    Declare(PointDeclaration.Parser.ParseFrom(input.ReadBytes()));
                    break;
                case SubscribeResponse.BatchFieldNumber:
                    samples = Samples(input.ReadBytes().Span);
                    break;
                case SubscribeResponse.DroppedFieldNumber:
                    dropped = input.ReadUInt64();
                    break;
                case SubscribeResponse.SnapshotCompleteFieldNumber:
                    complete = input.ReadBool();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new LiveBatch
        {
            Samples = samples,
            Dropped = (long)dropped,
            SnapshotComplete = complete,
            Bytes = message.Length,
        };
    }

    private void Declare(PointDeclaration declaration)
    {
        var shape = new PointShape(
            declaration.Alias,
            (ValueKind)declaration.Kind,
            (byte)declaration.DecimalPlaces,
            (DataType)declaration.DataType,
            declaration.ValueRank);
        if (!shape.IsConsistent)
        {
            throw IndustrialGatewayException.NotUnderstood($"The declaration of {declaration.Path} contradicts itself.");
        }

        var point = new LivePoint(declaration.Path, declaration.DisplayName, declaration.Unit, shape.DataType)
        {
            EnumTexts = declaration.EnumTexts.ToModel(),
        };
        _points[declaration.Alias] = (shape, point);
    }

    private LiveSample[] Samples(ReadOnlySpan<byte> batch)
    {
        if (!_columns.TryDecodeBatch(batch, this, out var fault))
        {
            throw IndustrialGatewayException.NotUnderstood(
                $"A batch of the stream cannot be read: {fault.Detail} (alias {fault.Alias}).");
        }

        var samples = new LiveSample[_columns.Rows.Length];
        var next = 0;
        foreach (ref readonly var row in _columns.Rows)
        {
            var point = _points[row.Alias].Point;
            samples[next++] = new LiveSample(point, row.Value, row.Status, row.SourceTicks, row.ReceivedTicks);
        }

        return samples;
    }
}
