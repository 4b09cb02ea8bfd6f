using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Whether an item samples and reports (Part 4 §7.23).</summary>
public enum MonitoringMode
{
    Disabled = 0,
    Sampling = 1,
    Reporting = 2,
}

/// <summary>What counts as a change (Part 4 §7.10).</summary>
public enum DataChangeTrigger
{
    Status = 0,
    StatusValue = 1,
    StatusValueTimestamp = 2,
}

/// <summary>Which changes are reported; without it, status and value count and there is no deadband (Part 4 §7.22.2).</summary>
/// <param name="DeadbandType">0 none, 1 absolute, 2 percent.</param>
public sealed record DataChangeFilter(DataChangeTrigger Trigger, uint DeadbandType = 0, double DeadbandValue = 0)
{
    /// <summary>The filter in an extension object; null when it is something else.</summary>
    public static DataChangeFilter? Decode(ExtensionObject body, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Encoding != ExtensionBody.Binary || body.TypeId != new NodeId(MessageIds.DataChangeFilter))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        return new DataChangeFilter((DataChangeTrigger)reader.ReadInt32(), reader.ReadUInt32(), reader.ReadDouble());
    }

    public ExtensionObject ToExtensionObject()
    {
        using var body = new PooledBufferWriter(64);
        var writer = new UaWriter(body);
        writer.WriteInt32((int)Trigger);
        writer.WriteUInt32(DeadbandType);
        writer.WriteDouble(DeadbandValue);
        writer.Flush();
        return new ExtensionObject(new NodeId(MessageIds.DataChangeFilter), ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }
}

/// <summary>An item that is wanted, with how to sample and queue it (Part 4 §5.13.2 and §7.21).</summary>
public sealed record MonitoredItemCreateRequest
{
    internal const int MinBytes = ReadValueId.MinBytes + 24;
    internal const int ObjectBytes = 128;

    public ReadValueId ItemToMonitor { get; init; }

    public MonitoringMode MonitoringMode { get; init; } = MonitoringMode.Reporting;

    /// <summary>The client's own number for the item; notifications carry it.</summary>
    public uint ClientHandle { get; init; }

    /// <summary>In milliseconds; 0 is as fast as it goes, -1 the publishing interval.</summary>
    public double SamplingInterval { get; init; } = -1;

    public ExtensionObject Filter { get; init; } = ExtensionObject.Null;

    public uint QueueSize { get; init; } = 1;

    public bool DiscardOldest { get; init; } = true;

    internal static MonitoredItemCreateRequest Read(ref UaReader reader) => new()
    {
        ItemToMonitor = ReadValueId.Read(ref reader),
        MonitoringMode = (MonitoringMode)reader.ReadInt32(),
        ClientHandle = reader.ReadUInt32(),
        SamplingInterval = reader.ReadDouble(),
        Filter = reader.ReadExtensionObject(),
        QueueSize = reader.ReadUInt32(),
        DiscardOldest = reader.ReadBoolean(),
    };

    internal void Write(ref UaWriter writer)
    {
        ItemToMonitor.Write(ref writer);
        writer.WriteInt32((int)MonitoringMode);
        writer.WriteUInt32(ClientHandle);
        writer.WriteDouble(SamplingInterval);
        writer.WriteExtensionObject(Filter);
        writer.WriteUInt32(QueueSize);
        writer.WriteBoolean(DiscardOldest);
    }
}

/// <summary>What became of one wanted item.</summary>
/// <param name="RevisedSamplingInterval">In milliseconds.</param>
public readonly record struct MonitoredItemCreateResult(
    StatusCode Status,
    uint MonitoredItemId,
    double RevisedSamplingInterval,
    uint RevisedQueueSize)
{
    internal const int MinBytes = 23;

    /// <summary>An <see cref="EventFilterResult"/> where the item has an event filter; null is none.</summary>
    public ExtensionObject? FilterResult { get; init; }

    internal static MonitoredItemCreateResult Read(ref UaReader reader)
    {
        var result = new MonitoredItemCreateResult(
            reader.ReadStatusCode(), reader.ReadUInt32(), reader.ReadDouble(), reader.ReadUInt32());
        var filterResult = reader.ReadExtensionObject();
        return filterResult.IsNull ? result : result with { FilterResult = filterResult };
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WriteUInt32(MonitoredItemId);
        writer.WriteDouble(RevisedSamplingInterval);
        writer.WriteUInt32(RevisedQueueSize);
        writer.WriteExtensionObject(FilterResult);
    }
}

/// <summary>Adds items to a subscription (Part 4 §5.13.2).</summary>
public sealed class CreateMonitoredItemsRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    public TimestampsToReturn TimestampsToReturn { get; init; } = TimestampsToReturn.Both;

    public MonitoredItemCreateRequest[] ItemsToCreate { get; init; } = [];

    public override uint EncodingId => MessageIds.CreateMonitoredItemsRequest;

    internal static CreateMonitoredItemsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        TimestampsToReturn = (TimestampsToReturn)reader.ReadInt32(),
        ItemsToCreate = reader.ReadArray(
            MonitoredItemCreateRequest.MinBytes, MonitoredItemCreateRequest.Read, MonitoredItemCreateRequest.ObjectBytes) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteInt32((int)TimestampsToReturn);
        writer.WriteArray(ItemsToCreate, static (ref writer, item) => item.Write(ref writer));
    }
}

public sealed class CreateMonitoredItemsResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public MonitoredItemCreateResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.CreateMonitoredItemsResponse;

    internal static CreateMonitoredItemsResponse Read(ref UaReader reader)
    {
        var response = new CreateMonitoredItemsResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(MonitoredItemCreateResult.MinBytes, MonitoredItemCreateResult.Read) ?? [],
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

/// <summary>Takes items out of a subscription (Part 4 §5.13.6).</summary>
public sealed class DeleteMonitoredItemsRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    public uint[] MonitoredItemIds { get; init; } = [];

    public override uint EncodingId => MessageIds.DeleteMonitoredItemsRequest;

    internal static DeleteMonitoredItemsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        MonitoredItemIds = reader.ReadPlainArray<uint>() ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WritePlainArray(MonitoredItemIds);
    }
}

public sealed class DeleteMonitoredItemsResponse : ServiceResponse
{
    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.DeleteMonitoredItemsResponse;

    internal static DeleteMonitoredItemsResponse Read(ref UaReader reader)
    {
        var response = new DeleteMonitoredItemsResponse
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
