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

        if (request is CallRequest call)
        {
            // Beside the channel's other requests: a machine may take its time to do what a method says.
            var session = sessions.Get(call.Header, channel);
            session.Calls.Start(ended => CallAsync(channel, requestId, call, session, ended));
            return;
        }

        var response = request switch
        {
            FindServersRequest find => endpoints.FindServers(find),
            GetEndpointsRequest get => endpoints.GetEndpoints(get),
            CreateSessionRequest create => await sessionService.CreateAsync(channel, create).ConfigureAwait(false),
            ActivateSessionRequest activate => await sessionService.ActivateAsync(channel, activate, cancellationToken).ConfigureAwait(false),
            CloseSessionRequest close => await sessionService.CloseAsync(channel, close).ConfigureAwait(false),
            _ => Answer(sessions.Get(request.Header, channel), request),
        };
        await SendAsync(channel, requestId, request, response).ConfigureAwait(false);
    }

    private ValueTask SendAsync(ServerChannel channel, uint requestId, ServiceRequest request, ServiceResponse response)
    {
        response.Header = response.Header with { RequestHandle = request.Header.RequestHandle, Timestamp = UaDateTime.Now(time) };
        return channel.SendAsync(requestId, response);
    }

    private async Task CallAsync(ServerChannel channel, uint requestId, CallRequest request, Session session, CancellationToken ended)
    {
        try
        {
            try
            {
                var caller = new Caller(session.User, session.Subscriptions.Find, time);
                await SendAsync(channel, requestId, request, await nodes.Calls.CallAsync(request, caller, ended).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (UaException refusal)
            {
                await channel.SendFaultAsync(requestId, request.Header.RequestHandle, refusal.Status).ConfigureAwait(false);
            }
        }
        catch (UaException)
        {
            // The channel is gone, and nobody waits for the answer.
        }
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
