using Google.Protobuf;
using Grpc.Core;
using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Live;

/// <summary>Reads a subscription as an app does: declarations first, then rows by their aliases.</summary>
internal sealed class SubscriptionReader(AsyncServerStreamingCall<SubscribeResponse> call) : IPointShapes
{
    private readonly Dictionary<uint, PointDeclaration> _declarations = [];
    private readonly RecordDecoder _decoder = new();

    public List<(string Path, Value Value)> Rows { get; } = [];

    public List<(string Path, double Value)> Values => [.. Rows.Select(row => (row.Path, row.Value.AsDouble()))];

    public IEnumerable<PointDeclaration> Declarations => _declarations.Values;

    public ulong Dropped { get; private set; }

    public async Task ReadUntilAsync(Func<SubscribeResponse, bool> isEnough)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (await call.ResponseStream.MoveNext(patience.Token))
        {
            Take(call.ResponseStream.Current);
            if (isEnough(call.ResponseStream.Current))
            {
                return;
            }
        }

        Assert.Fail("The subscription ended.");
    }

    public PointShape? Find(uint alias) => _declarations.TryGetValue(alias, out var declaration)
        ? new PointShape(
            alias, (Model.ValueKind)declaration.Kind, (byte)declaration.DecimalPlaces,
            (Model.DataType)declaration.DataType, declaration.ValueRank)
        : null;

    private void Take(SubscribeResponse response)
    {
        Dropped += response.Dropped;
        foreach (var declaration in response.Declarations)
        {
            _declarations.Add(declaration.Alias, declaration);
        }

        if (response.Batch is { } batch)
        {
            Assert.True(_decoder.TryDecodeBatch(batch.ToByteArray(), this, out var fault), fault.Detail);
            foreach (var row in _decoder.Rows)
            {
                Rows.Add((_declarations[row.Alias].Path.Split("/points/")[1], row.Value));
            }
        }
    }
}
