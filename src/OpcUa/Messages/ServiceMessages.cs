using System.Buffers;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Which bytes are which message: the one table of the services that are spoken here.</summary>
public static class ServiceMessages
{
    /// <summary>Writes the id of the encoding and the message.</summary>
    public static void Encode(IBufferWriter<byte> output, ServiceMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var writer = new UaWriter(output);
        writer.WriteNodeId(new NodeId(message.EncodingId));
        message.Write(ref writer);
        writer.Flush();
    }

    /// <summary>
    /// Reads a request. Of a service not spoken here only the header is read (<see cref="UnsupportedRequest"/>), so that it can be answered.
    /// </summary>
    public static ServiceRequest DecodeRequest(ReadOnlySpan<byte> message, CodecLimits limits)
    {
        var reader = new UaReader(message, limits);
        var id = ReadEncodingId(ref reader);
        return id switch
        {
            MessageIds.PublishRequest => PublishRequest.Read(ref reader),
            MessageIds.ReadRequest => ReadRequest.Read(ref reader),
            MessageIds.HistoryReadRequest => HistoryReadRequest.Read(ref reader),
            MessageIds.BrowseRequest => BrowseRequest.Read(ref reader),
            MessageIds.BrowseNextRequest => BrowseNextRequest.Read(ref reader),
            MessageIds.WriteRequest => WriteRequest.Read(ref reader),
            MessageIds.CallRequest => CallRequest.Read(ref reader),
            MessageIds.TranslateBrowsePathsRequest => TranslateBrowsePathsRequest.Read(ref reader),
            MessageIds.RegisterNodesRequest => RegisterNodesRequest.Read(ref reader),
            MessageIds.UnregisterNodesRequest => UnregisterNodesRequest.Read(ref reader),
            MessageIds.RepublishRequest => RepublishRequest.Read(ref reader),
            MessageIds.CreateMonitoredItemsRequest => CreateMonitoredItemsRequest.Read(ref reader),
            MessageIds.ModifyMonitoredItemsRequest => ModifyMonitoredItemsRequest.Read(ref reader),
            MessageIds.SetMonitoringModeRequest => SetMonitoringModeRequest.Read(ref reader),
            MessageIds.SetTriggeringRequest => SetTriggeringRequest.Read(ref reader),
            MessageIds.DeleteMonitoredItemsRequest => DeleteMonitoredItemsRequest.Read(ref reader),
            MessageIds.CreateSubscriptionRequest => CreateSubscriptionRequest.Read(ref reader),
            MessageIds.ModifySubscriptionRequest => ModifySubscriptionRequest.Read(ref reader),
            MessageIds.SetPublishingModeRequest => SetPublishingModeRequest.Read(ref reader),
            MessageIds.TransferSubscriptionsRequest => TransferSubscriptionsRequest.Read(ref reader),
            MessageIds.DeleteSubscriptionsRequest => DeleteSubscriptionsRequest.Read(ref reader),
            MessageIds.FindServersRequest => FindServersRequest.Read(ref reader),
            MessageIds.GetEndpointsRequest => GetEndpointsRequest.Read(ref reader),
            MessageIds.OpenSecureChannelRequest => OpenSecureChannelRequest.Read(ref reader),
            MessageIds.CloseSecureChannelRequest => CloseSecureChannelRequest.Read(ref reader),
            MessageIds.CreateSessionRequest => CreateSessionRequest.Read(ref reader),
            MessageIds.ActivateSessionRequest => ActivateSessionRequest.Read(ref reader),
            MessageIds.CloseSessionRequest => CloseSessionRequest.Read(ref reader),
            _ => UnsupportedRequest.Read(ref reader, id),
        };
    }

    /// <summary>Reads a response; one that is not known is BadUnknownResponse.</summary>
    public static ServiceResponse DecodeResponse(ReadOnlySpan<byte> message, CodecLimits limits)
    {
        var reader = new UaReader(message, limits);
        var id = ReadEncodingId(ref reader);
        return id switch
        {
            MessageIds.PublishResponse => PublishResponse.Read(ref reader),
            MessageIds.ReadResponse => ReadResponse.Read(ref reader),
            MessageIds.HistoryReadResponse => HistoryReadResponse.Read(ref reader),
            MessageIds.BrowseResponse => BrowseResponse.Read(ref reader),
            MessageIds.BrowseNextResponse => BrowseNextResponse.Read(ref reader),
            MessageIds.WriteResponse => WriteResponse.Read(ref reader),
            MessageIds.CallResponse => CallResponse.Read(ref reader),
            MessageIds.TranslateBrowsePathsResponse => TranslateBrowsePathsResponse.Read(ref reader),
            MessageIds.RegisterNodesResponse => RegisterNodesResponse.Read(ref reader),
            MessageIds.UnregisterNodesResponse => UnregisterNodesResponse.Read(ref reader),
            MessageIds.RepublishResponse => RepublishResponse.Read(ref reader),
            MessageIds.CreateMonitoredItemsResponse => CreateMonitoredItemsResponse.Read(ref reader),
            MessageIds.ModifyMonitoredItemsResponse => ModifyMonitoredItemsResponse.Read(ref reader),
            MessageIds.SetMonitoringModeResponse => SetMonitoringModeResponse.Read(ref reader),
            MessageIds.SetTriggeringResponse => SetTriggeringResponse.Read(ref reader),
            MessageIds.DeleteMonitoredItemsResponse => DeleteMonitoredItemsResponse.Read(ref reader),
            MessageIds.CreateSubscriptionResponse => CreateSubscriptionResponse.Read(ref reader),
            MessageIds.ModifySubscriptionResponse => ModifySubscriptionResponse.Read(ref reader),
            MessageIds.SetPublishingModeResponse => SetPublishingModeResponse.Read(ref reader),
            MessageIds.TransferSubscriptionsResponse => TransferSubscriptionsResponse.Read(ref reader),
            MessageIds.DeleteSubscriptionsResponse => DeleteSubscriptionsResponse.Read(ref reader),
            MessageIds.FindServersResponse => FindServersResponse.Read(ref reader),
            MessageIds.GetEndpointsResponse => GetEndpointsResponse.Read(ref reader),
            MessageIds.OpenSecureChannelResponse => OpenSecureChannelResponse.Read(ref reader),
            MessageIds.CloseSecureChannelResponse => CloseSecureChannelResponse.Read(ref reader),
            MessageIds.CreateSessionResponse => CreateSessionResponse.Read(ref reader),
            MessageIds.ActivateSessionResponse => ActivateSessionResponse.Read(ref reader),
            MessageIds.CloseSessionResponse => CloseSessionResponse.Read(ref reader),
            MessageIds.ServiceFault => ServiceFault.Read(ref reader),
            _ => throw new UaException(StatusCode.BadUnknownResponse, $"No response known here has the encoding i={id}."),
        };
    }

    private static uint ReadEncodingId(ref UaReader reader)
    {
        var id = reader.ReadNodeId();
        return id.IdType == IdType.Numeric && id.NamespaceIndex == 0
            ? id.Numeric
            : throw new UaException(StatusCode.BadDecodingError, $"A message of encoding {id} is not one of namespace 0.");
    }
}
