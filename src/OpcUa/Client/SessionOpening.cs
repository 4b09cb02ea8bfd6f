using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Makes sessions, activates them and activates them again on another channel.</summary>
internal sealed class SessionOpening(UaClientOptions options, TimeProvider time)
{
    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    /// <exception cref="UaException">The server refuses, or a check of its answer fails.</exception>
    public async Task<SessionIdentity> CreateAsync(Connection connection, CancellationToken cancellationToken)
    {
        var security = new SessionSecurity(options, connection);
        var keys = new SessionKeys(options, connection);
        var nonce = SessionSecurity.NewNonce();
        var request = new CreateSessionRequest
        {
            Header = new RequestHeader { AdditionalHeader = keys.Ask() },
            ClientDescription = new ApplicationDescription
            {
                ApplicationUri = options.EffectiveApplicationUri,
                ProductUri = "urn:industrial-gateway",
                ApplicationName = new LocalizedText(options.ApplicationName),
                ApplicationType = ApplicationType.Client,
            },
            EndpointUrl = connection.Selected.Endpoint.EndpointUrl,
            SessionName = options.ApplicationName,
            ClientNonce = nonce,
            ClientCertificate = security.OwnCertificate,
            RequestedSessionTimeout = options.SessionTimeout.TotalMilliseconds,
            MaxResponseMessageSize = (uint)options.Transport.MaxMessageSize,
        };
        var response = await connection.Channel
            .SendAsync<CreateSessionResponse>(request, options.OperationTimeout, cancellationToken).ConfigureAwait(false);
        security.VerifyCreated(response, nonce);
        if (!connection.Selected.Policy.IsNone)
        {
            EndpointVerification.Verify(connection.Selected, connection.Discovered, response.ServerEndpoints);
        }

        return new SessionIdentity(
            response.SessionId,
            response.AuthenticationToken,
            Timeout(response.RevisedSessionTimeout),
            response.ServerCertificate,
            response.ServerNonce)
        {
            ServerKey = keys.Take(response.Header),
        };
    }

    /// <summary>Binds the session to the connection's channel; the result is for the next activation.</summary>
    /// <exception cref="UaException">The server refuses the session or the user.</exception>
    public async Task<SessionIdentity> ActivateAsync(SessionIdentity session, Connection connection, CancellationToken cancellationToken)
    {
        var security = new SessionSecurity(options, connection);
        var keys = new SessionKeys(options, connection);
        var (user, proof) = new UserTokenMaking(options, connection, time).Make(session);
        var request = new ActivateSessionRequest
        {
            Header = new RequestHeader { AuthenticationToken = session.AuthenticationToken, AdditionalHeader = keys.Ask() },
            ClientSignature = security.Sign(session.ServerCertificate, session.ServerNonce),
            UserIdentityToken = user.ToExtensionObject(),
            UserTokenSignature = proof,
        };
        var response = await connection.Channel
            .SendAsync<ActivateSessionResponse>(request, options.OperationTimeout, cancellationToken).ConfigureAwait(false);
        security.VerifyNonce(response.ServerNonce, session.ServerNonce);
        return session with { ServerNonce = response.ServerNonce, ServerKey = keys.Take(response.Header) ?? session.ServerKey };
    }

    /// <summary>Closes a session with its subscriptions, as far as that can be done in the time given.</summary>
    public async Task CloseAsync(SessionIdentity session, IRequestChannel channel, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, time);
        await CloseAsync(session, channel, deleteSubscriptions: true, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Closes what has been opened on the way to a session: the session, if there is one, and the channel.</summary>
    public async Task GiveUpAsync(SessionIdentity? session, Connection connection, TimeSpan patience)
    {
        if (session is not null)
        {
            await CloseAsync(session, connection.Channel, patience).ConfigureAwait(false);
        }

        await connection.Channel.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends a session, with its subscriptions or without them, as well as it still goes.</summary>
    public async Task CloseAsync(SessionIdentity session, IRequestChannel channel, bool deleteSubscriptions, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CloseSessionRequest
            {
                Header = new RequestHeader { AuthenticationToken = session.AuthenticationToken },
                DeleteSubscriptions = deleteSubscriptions,
            };
            await channel.SendAsync<CloseSessionResponse>(request, options.OperationTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException)
        {
            // The server does not know it any more, or does not answer: it forgets the session by itself.
        }
    }

    // A strange answer must not make the session's timer mad (0, NaN, 10^300).
    private TimeSpan Timeout(double milliseconds) => double.IsFinite(milliseconds) && milliseconds > 0
        ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, MinTimeout.TotalMilliseconds, MaxTimeout.TotalMilliseconds))
        : options.SessionTimeout;
}
