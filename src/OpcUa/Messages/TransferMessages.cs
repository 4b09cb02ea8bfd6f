using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Brings subscriptions, with their items and unacknowledged messages, from another session to this one (Part 4 §5.14.7).</summary>
public sealed class TransferSubscriptionsRequest : ServiceRequest
{
    public uint[] SubscriptionIds { get; init; } = [];

    /// <summary>Every item reports its present value again with the first Publish after the transfer.</summary>
    public bool SendInitialValues { get; init; }

    public override uint EncodingId => MessageIds.TransferSubscriptionsRequest;

    internal static TransferSubscriptionsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        SubscriptionIds = reader.ReadPlainArray<uint>() ?? [],
        SendInitialValues = reader.ReadBoolean(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WritePlainArray(SubscriptionIds);
        writer.WriteBoolean(SendInitialValues);
    }
}

/// <summary>What became of one subscription.</summary>
/// <param name="AvailableSequenceNumbers">The messages that can be had by Republish; empty when it was not transferred.</param>
public sealed record TransferResult(StatusCode Status, uint[] AvailableSequenceNumbers)
{
    internal const int MinBytes = 8;
    internal const int ObjectBytes = 40;

    internal static TransferResult Read(ref UaReader reader) => new(reader.ReadStatusCode(), reader.ReadPlainArray<uint>() ?? []);

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WritePlainArray(AvailableSequenceNumbers);
    }
}

public sealed class TransferSubscriptionsResponse : ServiceResponse
{
    /// <summary>One per subscription, in the request's order.</summary>
    public TransferResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.TransferSubscriptionsResponse;

    internal static TransferSubscriptionsResponse Read(ref UaReader reader)
    {
        var response = new TransferSubscriptionsResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(TransferResult.MinBytes, static (ref reader) => TransferResult.Read(ref reader), TransferResult.ObjectBytes) ?? [],
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
