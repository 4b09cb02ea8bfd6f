using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>CreateSession, ActivateSession and CloseSession: who the client is, and who its user (Part 4 §5.7).</summary>
internal sealed class SessionService(UaServerOptions options, SessionTable sessions, Endpoints endpoints, UserTokens users)
{
    private const int NonceLength = 32;
    private const int MaxFailedActivations = 5;
    private readonly UserKeys _keys = new(options);

    public async ValueTask<CreateSessionResponse> CreateAsync(ServerChannel channel, CreateSessionRequest request)
    {
        RequireOffered(channel);
        var clientNonce = request.ClientNonce ?? [];
        if (!channel.Policy.IsNone)
        {
            Identify(channel, request, clientNonce);
        }

        var asked = _keys.Asked(request.Header);
        var wanted = double.IsNaN(request.RequestedSessionTimeout) ? 0 : request.RequestedSessionTimeout;
        var timeout = TimeSpan.FromMilliseconds(Math.Clamp(
            wanted, options.MinSessionTimeout.TotalMilliseconds, options.MaxSessionTimeout.TotalMilliseconds));
        var session = await sessions.AddAsync(new SessionOrigin(request.SessionName, request.ClientDescription.ApplicationUri, channel.ClientCertificate, timeout), channel).ConfigureAwait(false);
        return new CreateSessionResponse
        {
            Header = new ResponseHeader { AdditionalHeader = _keys.Next(channel, session, asked) },
            SessionId = session.Id,
            AuthenticationToken = session.Token,
            RevisedSessionTimeout = timeout.TotalMilliseconds,
            ServerNonce = session.ServerNonce,
            ServerCertificate = options.CertificateFor(channel.Policy)?.Der.ToArray(),
            ServerEndpoints = endpoints.All(request.EndpointUrl),
            ServerSignature = Sign(channel.Policy, [.. request.ClientCertificate ?? [], .. clientNonce]),
            MaxRequestMessageSize = (uint)options.Transport.MaxMessageSize,
        };
    }

    public async ValueTask<ActivateSessionResponse> ActivateAsync(ServerChannel channel, ActivateSessionRequest request, CancellationToken cancellationToken)
    {
        RequireOffered(channel);
        var session = sessions.Find(request.Header);
        if (session.Channel != channel && !(session.IsActivated && channel.ClientCertificate.Span.SequenceEqual(session.Origin.ClientCertificate.Span)))
        {
            throw new UaException(StatusCode.BadSecureChannelIdInvalid, "The session belongs to another channel.");
        }

        var asked = _keys.Asked(request.Header);
        string user;
        try
        {
            VerifyClient(channel, request, session);
            user = await users.IdentifyAsync(channel, request, session, cancellationToken).ConfigureAwait(false);
            if (session.IsActivated && session.Channel != channel && user != session.User)
            {
                throw new UaException(StatusCode.BadIdentityTokenRejected, "A session is taken over only by its own user.");
            }
        }
        catch (UaException failure) when (failure.Status != StatusCode.BadServerTooBusy && ++session.FailedActivations >= MaxFailedActivations)
        {
            await sessions.CloseAsync(session, deleteSubscriptions: true).ConfigureAwait(false);
            throw;
        }

        if (!sessions.Holds(session))
        {
            throw new UaException(StatusCode.BadSessionIdInvalid, "The session ended while its user was looked at.");
        }

        session.FailedActivations = 0;
        session.ServerNonce = RandomNumberGenerator.GetBytes(NonceLength);
        session.Activate(channel, user);
        return new ActivateSessionResponse
        {
            Header = new ResponseHeader { AdditionalHeader = _keys.Next(channel, session, asked) },
            ServerNonce = session.ServerNonce,
        };
    }

    public async ValueTask<CloseSessionResponse> CloseAsync(ServerChannel channel, CloseSessionRequest request)
    {
        var session = sessions.Find(request.Header);
        if (session.Channel != channel)
        {
            throw new UaException(StatusCode.BadSecureChannelIdInvalid, "The session belongs to another channel.");
        }

        await sessions.CloseAsync(session, request.DeleteSubscriptions).ConfigureAwait(false);
        return new CloseSessionResponse();
    }

    private void RequireOffered(ServerChannel channel)
    {
        if (!options.Security.Contains((channel.Policy, channel.Mode)))
        {
            throw new UaException(
                StatusCode.BadSecurityModeInsufficient, $"Sessions are not offered with {channel.Policy} and {channel.Mode}: choose an endpoint of GetEndpoints.");
        }
    }

    private static void Identify(ServerChannel channel, CreateSessionRequest request, byte[] clientNonce)
    {
        var certificate = request.ClientCertificate ?? [];
        if (!certificate.AsSpan().StartsWith(channel.ClientCertificate.Span))
        {
            throw new UaException(StatusCode.BadCertificateInvalid, "The session's certificate is not that of its channel.");
        }

        if (clientNonce.Length < NonceLength)
        {
            throw new UaException(StatusCode.BadNonceInvalid, $"A nonce of {clientNonce.Length} bytes is shorter than {NonceLength}.");
        }

        TrustFolder.ValidateUri(channel.ClientCertificate.Span, "client", request.ClientDescription.ApplicationUri);
    }

    private void VerifyClient(ServerChannel channel, ActivateSessionRequest request, Session session)
    {
        if (channel.Policy.IsNone || options.CertificateFor(channel.Policy) is not { } own)
        {
            return;
        }

        using var key = TrustFolder.PublicKey(channel.ClientCertificate.Span, channel.Policy);
        byte[] signed = [.. own.Der.Span, .. session.ServerNonce];
        if (!channel.Policy.NamesSignature(request.ClientSignature.Algorithm)
            || !AsymmetricCryptography.Verify(channel.Policy, key, signed, request.ClientSignature.Signature))
        {
            throw new UaException(StatusCode.BadApplicationSignatureInvalid, "The client does not hold the key of its certificate.");
        }
    }

    private SignatureData Sign(SecurityPolicy policy, byte[] data) => policy.IsNone || options.CertificateFor(policy) is not { } own
        ? SignatureData.None
        : new SignatureData(policy.AsymmetricSignatureUri, AsymmetricCryptography.Sign(policy, own.PrivateKey, data));
}
