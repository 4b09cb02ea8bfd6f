using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>How an item that is there shall be sampled and queued from now on (Part 4 §5.13.3 and §7.21).</summary>
public sealed record MonitoredItemModifyRequest
{
    internal const int MinBytes = 28;
    internal const int ObjectBytes = 96;

    /// <summary>The server's number for the item.</summary>
    public uint MonitoredItemId { get; init; }

    /// <summary>The client's own number for the item, which may be another than before.</summary>
    public uint ClientHandle { get; init; }

    /// <summary>In milliseconds; 0 is as fast as it goes, -1 the publishing interval.</summary>
    public double SamplingInterval { get; init; } = -1;

    public ExtensionObject Filter { get; init; } = ExtensionObject.Null;

    public uint QueueSize { get; init; } = 1;

    public bool DiscardOldest { get; init; } = true;

    internal static MonitoredItemModifyRequest Read(ref UaReader reader) => new()
    {
        MonitoredItemId = reader.ReadUInt32(),
        ClientHandle = reader.ReadUInt32(),
        SamplingInterval = reader.ReadDouble(),
        Filter = reader.ReadExtensionObject(),
        QueueSize = reader.ReadUInt32(),
        DiscardOldest = reader.ReadBoolean(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteUInt32(MonitoredItemId);
        writer.WriteUInt32(ClientHandle);
        writer.WriteDouble(SamplingInterval);
        writer.WriteExtensionObject(Filter);
        writer.WriteUInt32(QueueSize);
        writer.WriteBoolean(DiscardOldest);
    }
}

/// <summary>What became of one changed item; a bad status leaves it as it was.</summary>
/// <param name="RevisedSamplingInterval">In milliseconds.</param>
public readonly record struct MonitoredItemModifyResult(StatusCode Status, double RevisedSamplingInterval, uint RevisedQueueSize)
{
    internal const int MinBytes = 19;

    internal static MonitoredItemModifyResult Read(ref UaReader reader)
    {
        var result = new MonitoredItemModifyResult(reader.ReadStatusCode(), reader.ReadDouble(), reader.ReadUInt32());
        reader.ReadExtensionObject(); // the filter's result: only event filters have one
        return result;
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WriteDouble(RevisedSamplingInterval);
        writer.WriteUInt32(RevisedQueueSize);
        writer.WriteExtensionObject(ExtensionObject.Null);
    }
}

/// <summary>Changes items of a subscription (Part 4 §5.13.3).</summary>
public sealed class ModifyMonitoredItemsRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    public TimestampsToReturn TimestampsToReturn { get; init; } = TimestampsToReturn.Both;

    public MonitoredItemModifyRequest[] ItemsToModify { get; init; } = [];

    public override uint EncodingId => MessageIds.ModifyMonitoredItemsRequest;

    internal static ModifyMonitoredItemsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        TimestampsToReturn = (TimestampsToReturn)reader.ReadInt32(),
        ItemsToModify = reader.ReadArray(
            MonitoredItemModifyRequest.MinBytes, MonitoredItemModifyRequest.Read, MonitoredItemModifyRequest.ObjectBytes) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteInt32((int)TimestampsToReturn);
        writer.WriteArray(ItemsToModify, static (ref writer, item) => item.Write(ref writer));
    }
}

public sealed class ModifyMonitoredItemsResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public MonitoredItemModifyResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.ModifyMonitoredItemsResponse;

    internal static ModifyMonitoredItemsResponse Read(ref UaReader reader)
    {
        var response = new ModifyMonitoredItemsResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(MonitoredItemModifyResult.MinBytes, MonitoredItemModifyResult.Read) ?? [],
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteArray(Results, static (ref writer, result) => result.Write(ref writer));
        writer.WriteNoDiagnostics();
    }
}
