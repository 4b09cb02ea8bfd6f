using System.Threading.Channels;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>What the fake platform knows, and what it sends to subscribers.</summary>
internal sealed class Script : IDisposable
{
    public const string Gateway = "gateways/press-shop";
    public const string Pressure = Gateway + "/points/press-03/hydraulics/pressure";
    public const string State = Gateway + "/points/press-03/state";

    private readonly CancellationTokenSource _end = new();

    /// <summary>Every catalogue page holds this many entries.</summary>
    public int PageSize { get; set; } = 2;

    public List<Point> Points { get; } =
    [
        Point(Pressure, DataType.Double, "bar"),
        Point(State, DataType.String, ""),
        Point(Gateway + "/points/press-03/cycles", DataType.Uint32, "{cycle}"),
    ];

    /// <summary>What subscribers are sent, each message to one of them; a null ends the stream.</summary>
    public Channel<SubscribeResponse?> Messages { get; } = Channel.CreateBounded<SubscribeResponse?>(100);

    /// <summary>Requests of subscribers, in order.</summary>
    public Channel<SubscribeRequest> Subscribers { get; } = Channel.CreateBounded<SubscribeRequest>(100);

    public CancellationToken Ended => _end.Token;

    public void End() => _end.Cancel();

    public void Dispose() => _end.Dispose();

    public static Point Point(string name, DataType type, string unit) => new()
    {
        Name = name,
        Equipment = Gateway + "/equipment/press-03",
        DataType = type,
        ValueRank = -1,
        Unit = unit,
        SourceAddress = "opcua:press-03;s=" + name[(name.LastIndexOf('/') + 1)..],
    };
}
