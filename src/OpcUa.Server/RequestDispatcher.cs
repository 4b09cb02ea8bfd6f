using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Sessions;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>Brings each request to the service that answers it. Without a session only discovery and CreateSession are answered.</summary>
internal sealed class RequestDispatcher(
    Endpoints endpoints, SessionTable sessions, SessionService sessionService, NodeServices nodes, TimeProvider time) : IServerChannelHandler
{
    public async ValueTask HandleAsync(ServerChannel channel, uint requestId, ServiceRequest request, CancellationToken cancellationToken)
    {
        if (request is PublishRequest publish)
        {
            await sessions.Get(publish.Header, channel).PublishAsync(channel, requestId, publish, cancellationToken).ConfigureAwait(false);
            return;
        }

        var response = request switch
        {
            FindServersRequest find => endpoints.FindServers(find),
            GetEndpointsRequest get => endpoints.GetEndpoints(get),
            CreateSessionRequest create => await sessionService.CreateAsync(channel, create).ConfigureAwait(false),
            ActivateSessionRequest activate => await sessionService.ActivateAsync(channel, activate).ConfigureAwait(false),
            CloseSessionRequest close => await sessionService.CloseAsync(channel, close).ConfigureAwait(false),
            CallRequest call => await CallAsync(channel, call, cancellationToken).ConfigureAwait(false),
            _ => Answer(sessions.Get(request.Header, channel), request),
        };
        response.Header = new ResponseHeader { RequestHandle = request.Header.RequestHandle, Timestamp = UaDateTime.Now(time) };
        await channel.SendAsync(requestId, response).ConfigureAwait(false);
    }

    private ValueTask<CallResponse> CallAsync(ServerChannel channel, CallRequest request, CancellationToken cancellationToken)
    {
        var session = sessions.Get(request.Header, channel);
        return nodes.Calls.CallAsync(request, new Caller(session.User, session.Subscriptions.Find, time), cancellationToken);
    }

    private ServiceResponse Answer(Session session, ServiceRequest request) => request switch
    {
        ReadRequest read => nodes.Reads.Read(read),
        HistoryReadRequest history => session.History.Read(history),
        WriteRequest write => nodes.Writes.Write(write, session.User),
        TranslateBrowsePathsRequest translate => nodes.Paths.Translate(translate),
        RegisterNodesRequest register => nodes.Registrations.Register(register),
        UnregisterNodesRequest unregister => nodes.Registrations.Unregister(unregister),
        BrowseRequest browse => session.Browses.Browse(browse),
        BrowseNextRequest next => session.Browses.BrowseNext(next),
        CreateSubscriptionRequest create => session.Subscriptions.Create(create),
        ModifySubscriptionRequest modify => session.Subscriptions.Modify(modify),
        SetPublishingModeRequest mode => session.Subscriptions.SetPublishingMode(mode),
        DeleteSubscriptionsRequest delete => session.Subscriptions.Delete(delete),
        TransferSubscriptionsRequest transfer => session.Transfers.Transfer(transfer),
        RepublishRequest republish => session.Subscriptions.Republish(republish),
        CreateMonitoredItemsRequest items => session.Items.Create(items),
        ModifyMonitoredItemsRequest items => session.Items.Modify(items),
        SetMonitoringModeRequest mode => session.Modes.SetMode(mode),
        SetTriggeringRequest triggering => session.Modes.SetTriggering(triggering),
        DeleteMonitoredItemsRequest items => session.Items.Delete(items),
        _ => throw new UaException(StatusCode.BadServiceUnsupported, $"The service with the encoding i={request.EncodingId} is not offered here."),
    };
}
