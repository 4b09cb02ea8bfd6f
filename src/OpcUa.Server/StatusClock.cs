using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>Keeps the server's status variables true: start, present time to the second, running (Part 5 §12.10).</summary>
internal sealed class StatusClock : IDisposable
{
    private const uint ServerStatusEncoding = 864; // ServerStatusDataType, Part 6 annex A.3
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly VariableNode _status;
    private readonly VariableNode _now;
    private readonly TimeProvider _time;
    private readonly UaDateTime _start;
    private readonly ITimer _timer;

    public StatusClock(AddressSpace space, TimeProvider time)
    {
        _time = time;
        _start = UaDateTime.Now(time);
        _status = (VariableNode)space[StandardNodes.ServerStatus];
        _now = (VariableNode)space[StandardNodes.ServerStatusCurrentTime];
        ((VariableNode)space[StandardNodes.ServerStatusStartTime]).Set(new DataValue(Variant.Of(_start), default, _start, _start));
        Tick();
        _timer = time.CreateTimer(_ => Tick(), null, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        var now = UaDateTime.Now(_time);
        _now.Set(new DataValue(Variant.Of(now), default, now, now));
        _status.Set(new DataValue(Variant.Of(Status(now)), default, now, now));
    }

    private ExtensionObject Status(UaDateTime now)
    {
        using var body = new PooledBufferWriter(128);
        var writer = new UaWriter(body);
        writer.WriteDateTime(_start);
        writer.WriteDateTime(now);
        writer.WriteInt32(0); // Running
        writer.WriteString("urn:industrial-gateway:opcua-server"); // BuildInfo: product URI, manufacturer, product, version, build, date
        writer.WriteString("IndustrialGateway");
        writer.WriteString("IndustrialGateway OPC UA server");
        writer.WriteString("1.0");
        writer.WriteString("");
        writer.WriteDateTime(UaDateTime.Null);
        writer.WriteUInt32(0); // seconds till shutdown
        writer.WriteLocalizedText(default);
        writer.Flush();
        return new ExtensionObject(new NodeId(ServerStatusEncoding), ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }
}
