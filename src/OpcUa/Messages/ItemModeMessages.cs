using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Lets items sample, report or rest (Part 4 §5.13.4).</summary>
public sealed class SetMonitoringModeRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    public MonitoringMode MonitoringMode { get; init; }

    public uint[] MonitoredItemIds { get; init; } = [];

    public override uint EncodingId => MessageIds.SetMonitoringModeRequest;

    internal static SetMonitoringModeRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        MonitoringMode = (MonitoringMode)reader.ReadInt32(),
        MonitoredItemIds = reader.ReadPlainArray<uint>() ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteInt32((int)MonitoringMode);
        writer.WritePlainArray(MonitoredItemIds);
    }
}

public sealed class SetMonitoringModeResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.SetMonitoringModeResponse;

    internal static SetMonitoringModeResponse Read(ref UaReader reader)
    {
        var response = new SetMonitoringModeResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadStatusCodes(),
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WritePlainArray(Results);
        writer.WriteNoDiagnostics();
    }
}

/// <summary>Lets the change of one item report the samples of others (Part 4 §5.13.5).</summary>
public sealed class SetTriggeringRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    public uint TriggeringItemId { get; init; }

    /// <summary>Items that report from now on when the triggering item changes. Links are removed before others are added.</summary>
    public uint[] LinksToAdd { get; init; } = [];

    public uint[] LinksToRemove { get; init; } = [];

    public override uint EncodingId => MessageIds.SetTriggeringRequest;

    internal static SetTriggeringRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        TriggeringItemId = reader.ReadUInt32(),
        LinksToAdd = reader.ReadPlainArray<uint>() ?? [],
        LinksToRemove = reader.ReadPlainArray<uint>() ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32(TriggeringItemId);
        writer.WritePlainArray(LinksToAdd);
        writer.WritePlainArray(LinksToRemove);
    }
}

public sealed class SetTriggeringResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public StatusCode[] AddResults { get; init; } = [];

    /// <summary>In the order of the request.</summary>
    public StatusCode[] RemoveResults { get; init; } = [];

    public override uint EncodingId => MessageIds.SetTriggeringResponse;

    internal static SetTriggeringResponse Read(ref UaReader reader)
    {
        var header = ResponseHeader.Read(ref reader);
        var added = reader.ReadStatusCodes();
        reader.SkipDiagnostics();
        var removed = reader.ReadStatusCodes();
        reader.SkipDiagnostics();
        return new SetTriggeringResponse { Header = header, AddResults = added, RemoveResults = removed };
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WritePlainArray(AddResults);
        writer.WriteNoDiagnostics();
        writer.WritePlainArray(RemoveResults);
        writer.WriteNoDiagnostics();
    }
}
