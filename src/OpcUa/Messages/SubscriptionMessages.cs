using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Makes a subscription (Part 4 §5.14.2).</summary>
public sealed class CreateSubscriptionRequest : ServiceRequest
{
    /// <summary>In milliseconds.</summary>
    public double RequestedPublishingInterval { get; init; }

    /// <summary>After how many publishing intervals without a Publish request the server gives up.</summary>
    public uint RequestedLifetimeCount { get; init; }

    /// <summary>After how many publishing intervals without a change the server sends a keep-alive.</summary>
    public uint RequestedMaxKeepAliveCount { get; init; }

    /// <summary>0 is any number.</summary>
    public uint MaxNotificationsPerPublish { get; init; }

    public bool PublishingEnabled { get; init; } = true;

    public byte Priority { get; init; }

    public override uint EncodingId => MessageIds.CreateSubscriptionRequest;

    internal static CreateSubscriptionRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        RequestedPublishingInterval = reader.ReadDouble(),
        RequestedLifetimeCount = reader.ReadUInt32(),
        RequestedMaxKeepAliveCount = reader.ReadUInt32(),
        MaxNotificationsPerPublish = reader.ReadUInt32(),
        PublishingEnabled = reader.ReadBoolean(),
        Priority = reader.ReadByte(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteDouble(RequestedPublishingInterval);
        writer.WriteUInt32(RequestedLifetimeCount);
        writer.WriteUInt32(RequestedMaxKeepAliveCount);
        writer.WriteUInt32(MaxNotificationsPerPublish);
        writer.WriteBoolean(PublishingEnabled);
        writer.WriteByte(Priority);
    }
}

public sealed class CreateSubscriptionResponse : ServiceResponse
{
    public uint SubscriptionId { get; init; }

    /// <summary>In milliseconds.</summary>
    public double RevisedPublishingInterval { get; init; }

    public uint RevisedLifetimeCount { get; init; }

    public uint RevisedMaxKeepAliveCount { get; init; }

    public override uint EncodingId => MessageIds.CreateSubscriptionResponse;

    internal static CreateSubscriptionResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        RevisedPublishingInterval = reader.ReadDouble(),
        RevisedLifetimeCount = reader.ReadUInt32(),
        RevisedMaxKeepAliveCount = reader.ReadUInt32(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteDouble(RevisedPublishingInterval);
        writer.WriteUInt32(RevisedLifetimeCount);
        writer.WriteUInt32(RevisedMaxKeepAliveCount);
    }
}

/// <summary>Changes a subscription's times (Part 4 §5.14.3).</summary>
public sealed class ModifySubscriptionRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    /// <summary>In milliseconds.</summary>
    public double RequestedPublishingInterval { get; init; }

    public uint RequestedLifetimeCount { get; init; }

    public uint RequestedMaxKeepAliveCount { get; init; }

    public uint MaxNotificationsPerPublish { get; init; }

    public byte Priority { get; init; }

    public override uint EncodingId => MessageIds.ModifySubscriptionRequest;

    internal static ModifySubscriptionRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        RequestedPublishingInterval = reader.ReadDouble(),
        RequestedLifetimeCount = reader.ReadUInt32(),
        RequestedMaxKeepAliveCount = reader.ReadUInt32(),
        MaxNotificationsPerPublish = reader.ReadUInt32(),
        Priority = reader.ReadByte(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteDouble(RequestedPublishingInterval);
        writer.WriteUInt32(RequestedLifetimeCount);
        writer.WriteUInt32(RequestedMaxKeepAliveCount);
        writer.WriteUInt32(MaxNotificationsPerPublish);
        writer.WriteByte(Priority);
    }
}

public sealed class ModifySubscriptionResponse : ServiceResponse
{
    /// <summary>In milliseconds.</summary>
    public double RevisedPublishingInterval { get; init; }

    public uint RevisedLifetimeCount { get; init; }

    public uint RevisedMaxKeepAliveCount { get; init; }

    public override uint EncodingId => MessageIds.ModifySubscriptionResponse;

    internal static ModifySubscriptionResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        RevisedPublishingInterval = reader.ReadDouble(),
        RevisedLifetimeCount = reader.ReadUInt32(),
        RevisedMaxKeepAliveCount = reader.ReadUInt32(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteDouble(RevisedPublishingInterval);
        writer.WriteUInt32(RevisedLifetimeCount);
        writer.WriteUInt32(RevisedMaxKeepAliveCount);
    }
}

/// <summary>Starts or stops publishing (Part 4 §5.14.4).</summary>
public sealed class SetPublishingModeRequest : ServiceRequest
{
    public bool PublishingEnabled { get; init; }

    public uint[] SubscriptionIds { get; init; } = [];

    public override uint EncodingId => MessageIds.SetPublishingModeRequest;

    internal static SetPublishingModeRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        PublishingEnabled = reader.ReadBoolean(),
        SubscriptionIds = reader.ReadPlainArray<uint>() ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteBoolean(PublishingEnabled);
        writer.WritePlainArray(SubscriptionIds);
    }
}

public sealed class SetPublishingModeResponse : ServiceResponse
{
    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.SetPublishingModeResponse;

    internal static SetPublishingModeResponse Read(ref UaReader reader)
    {
        var response = new SetPublishingModeResponse
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

/// <summary>Ends subscriptions (Part 4 §5.14.8).</summary>
public sealed class DeleteSubscriptionsRequest : ServiceRequest
{
    public uint[] SubscriptionIds { get; init; } = [];

    public override uint EncodingId => MessageIds.DeleteSubscriptionsRequest;

    internal static DeleteSubscriptionsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionIds = reader.ReadPlainArray<uint>() ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) => writer.WritePlainArray(SubscriptionIds);
}

public sealed class DeleteSubscriptionsResponse : ServiceResponse
{
    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.DeleteSubscriptionsResponse;

    internal static DeleteSubscriptionsResponse Read(ref UaReader reader)
    {
        var response = new DeleteSubscriptionsResponse
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
