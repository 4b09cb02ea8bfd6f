using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Says that a notification message need not be kept for Republish any longer.</summary>
public readonly record struct SubscriptionAcknowledgement(uint SubscriptionId, uint SequenceNumber);

/// <summary>Acknowledges, and waits for the next notification message of any subscription of the session (Part 4 §5.14.5).</summary>
public sealed class PublishRequest : ServiceRequest
{
    public SubscriptionAcknowledgement[] Acknowledgements { get; init; } = [];

    public override uint EncodingId => MessageIds.PublishRequest;

    internal static PublishRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        Acknowledgements = reader.ReadPlainArray<SubscriptionAcknowledgement>() ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) => writer.WritePlainArray(Acknowledgements);
}

public sealed class PublishResponse : ServiceResponse
{
    public uint SubscriptionId { get; init; }

    /// <summary>The messages that can still be had by Republish.</summary>
    public uint[] AvailableSequenceNumbers { get; init; } = [];

    /// <summary>The server holds more than fitted into this message.</summary>
    public bool MoreNotifications { get; init; }

    public NotificationMessage Notification { get; init; } = new();

    /// <summary>What became of the request's acknowledgements, in their order.</summary>
    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.PublishResponse;

    internal static PublishResponse Read(ref UaReader reader)
    {
        var response = new PublishResponse
        {
            Header = ResponseHeader.Read(ref reader),
            SubscriptionId = reader.ReadUInt32(),
            AvailableSequenceNumbers = reader.ReadPlainArray<uint>() ?? [],
            MoreNotifications = reader.ReadBoolean(),
            Notification = NotificationMessage.Read(ref reader),
            Results = reader.ReadStatusCodes(),
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WritePlainArray(AvailableSequenceNumbers);
        writer.WriteBoolean(MoreNotifications);
        Notification.Write(ref writer);
        writer.WritePlainArray(Results);
        writer.WriteNoDiagnostics();
    }
}

/// <summary>Asks for a notification message again (Part 4 §5.14.6).</summary>
public sealed class RepublishRequest : ServiceRequest
{
    public uint SubscriptionId { get; init; }

    public uint RetransmitSequenceNumber { get; init; }

    public override uint EncodingId => MessageIds.RepublishRequest;

    internal static RepublishRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionId = reader.ReadUInt32(),
        RetransmitSequenceNumber = reader.ReadUInt32(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32(RetransmitSequenceNumber);
    }
}

public sealed class RepublishResponse : ServiceResponse
{
    public NotificationMessage Notification { get; init; } = new();

    public override uint EncodingId => MessageIds.RepublishResponse;

    internal static RepublishResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        Notification = NotificationMessage.Read(ref reader),
    };

    internal override void WriteBody(ref UaWriter writer) => Notification.Write(ref writer);
}
