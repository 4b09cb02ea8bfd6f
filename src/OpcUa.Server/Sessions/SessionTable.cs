using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>The sessions of a server: bounded, found by their secret, ended when their client is silent for too long.</summary>
internal sealed partial class SessionTable : IAsyncDisposable
{
    private const int SecretLength = 32;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<uint, Session> _sessions = new();
    private readonly Lock _adding = new();
    private readonly UaServerOptions _options;
    private readonly AddressSpace _space;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SubscriptionRegistry _subscriptions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sweeping;
    private uint _lastId;

    public SessionTable(UaServerOptions options, AddressSpace space, TimeProvider time, ILogger logger)
    {
        _options = options;
        _space = space;
        _time = time;
        _logger = logger;
        _subscriptions = new SubscriptionRegistry(options.Limits);
        _sweeping = SweepAsync();
    }

    public int Count => _sessions.Count;

    /// <exception cref="UaException">BadTooManySessions.</exception>
    public async ValueTask<Session> AddAsync(SessionOrigin origin, ServerChannel channel)
    {
        var number = Interlocked.Increment(ref _lastId);
        var session = new Session(
            new NodeId(number, 1), NewToken(number), origin, _options, _space, _subscriptions, _time)
        {
            ServerNonce = RandomNumberGenerator.GetBytes(32),
        };
        session.Bind(channel);
        var (isAdded, evicted) = TryAdd(session);
        if (evicted is not null)
        {
            await evicted.EndAsync(deleteSubscriptions: true).ConfigureAwait(false);
        }

        if (!isAdded)
        {
            await session.EndAsync(deleteSubscriptions: true).ConfigureAwait(false);
            throw new UaException(StatusCode.BadTooManySessions, $"The server holds {_options.MaxSessions} sessions already.");
        }

        return session;
    }

    /// <summary>The session of a request, if this channel may use it.</summary>
    /// <exception cref="UaException">BadSessionIdInvalid, BadSecureChannelIdInvalid or BadSessionNotActivated.</exception>
    public Session Get(RequestHeader header, ServerChannel channel)
    {
        var session = Find(header);
        if (session.Channel != channel)
        {
            throw new UaException(StatusCode.BadSecureChannelIdInvalid, "The session belongs to another channel.");
        }

        if (!session.IsActivated)
        {
            throw new UaException(StatusCode.BadSessionNotActivated, "The session has not been activated.");
        }

        session.Touch();
        return session;
    }

    /// <summary>The session that is to be activated or closed.</summary>
    public Session Find(RequestHeader header) => TryFind(header.AuthenticationToken.Opaque.Span)
        ?? throw new UaException(StatusCode.BadSessionIdInvalid, "There is no such session (any longer).");

    public bool Holds(Session session) => _sessions.ContainsKey(session.Id.Numeric);

    /// <summary>Whether an activated session is on this channel now.</summary>
    public bool IsUsed(ServerChannel channel) => _sessions.Values.Any(each => each.IsActivated && each.Channel == channel);

    /// <summary>A client's connection ended; its sessions live on until they are silent for too long.</summary>
    public void ChannelEnded(ServerChannel channel)
    {
        foreach (var session in _sessions.Values)
        {
            session.Unbind(channel);
        }
    }

    /// <param name="deleteSubscriptions">False: they live on for their own lifetime, for another session to take over (Part 4 §5.7.4).</param>
    public async ValueTask CloseAsync(Session session, bool deleteSubscriptions)
    {
        if (_sessions.TryRemove(session.Id.Numeric, out _))
        {
            await session.EndAsync(deleteSubscriptions).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        foreach (var session in _sessions.Values)
        {
            await CloseAsync(session, deleteSubscriptions: true).ConfigureAwait(false);
        }

        _subscriptions.Dispose();
        _stop.Dispose();
    }

    /// <summary>The session's number, by which it is found, and a secret, which is compared in a time that tells nothing of it.</summary>
    private static NodeId NewToken(uint number)
    {
        var token = RandomNumberGenerator.GetBytes(sizeof(uint) + SecretLength);
        BinaryPrimitives.WriteUInt32LittleEndian(token, number);
        return new NodeId(token, 0);
    }

    private Session? TryFind(ReadOnlySpan<byte> token) =>
        token.Length == sizeof(uint) + SecretLength
        && _sessions.TryGetValue(BinaryPrimitives.ReadUInt32LittleEndian(token), out var session)
        && CryptographicOperations.FixedTimeEquals(session.Token.Opaque.Span, token)
            ? session
            : null;

    /// <summary>A full table gives up its oldest session that nobody has activated.</summary>
    private (bool IsAdded, Session? Evicted) TryAdd(Session session)
    {
        lock (_adding)
        {
            Session? evicted = null;
            if (_sessions.Count >= _options.MaxSessions)
            {
                evicted = _sessions.Values.Where(each => !each.IsActivated).MinBy(each => each.Created);
                if (evicted is null || !_sessions.TryRemove(evicted.Id.Numeric, out _))
                {
                    return (false, null);
                }
            }

            return (_sessions.TryAdd(session.Id.Numeric, session), evicted);
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                foreach (var session in _sessions.Values.Where(each => each.IsExpired(_options.ActivationTimeout)))
                {
                    LogExpired(session.Id, session.Origin.Timeout);
                    await CloseAsync(session, deleteSubscriptions: false).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(LogLevel.Information, "Session {Id} ended: its client was silent for {Limit}, or never activated it")]
    private partial void LogExpired(NodeId id, TimeSpan limit);
}
