using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Sessions;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>
/// A small OPC UA server over an address space in memory, for simulated plants and tests: it listens from <see cref="StartAsync"/>
/// until it is disposed. Many may run in one process.
/// </summary>
public sealed class UaServer : IAsyncDisposable
{
    private const int HandshakesBeside = 10;

    private readonly StatusClock _clock;
    private readonly ModelChangeEvents _changes;
    private readonly SessionTable _sessions;
    private readonly TransportListener _listener;
    private readonly ChannelTable _table;
    private readonly ReverseDialler _dialler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ServerChannelOptions _channels;
    private readonly IServerChannelHandler _dispatcher;
    private readonly VariableNode _serviceLevel;
    private uint _lastChannel;

    private UaServer(UaServerOptions options, AddressSpace space, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _channels = new ServerChannelOptions
        {
            Offered = options.Security,
            Own = [.. options.AllCertificates],
            Trust = options.Trust,
            Codec = options.Codec,
            MinTokenLifetime = options.MinTokenLifetime,
            RefusalPeriod = options.Limits.RefusalPeriod,
        };

        // Not the same after a restart, so that a client cannot go on as if nothing had happened (Part 6 §6.7.2.2).
        _lastChannel = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
        var listening = new ListenerOptions
        {
            Limits = options.Transport,
            // A few more than channels: those that shake hands, and those whose place is given to another.
            MaxConnections = options.MaxChannels + HandshakesBeside,
            MaxConnectionsPerAddress = options.MaxChannelsPerAddress + HandshakesBeside,
        };
        _listener = TransportListener.Bind(options.Listen, listening, time, logger);
        var endpoints = new Endpoints(options, space.Namespaces.Uris[1], _listener.LocalEndPoint);
        Endpoint = endpoints.Url;
        ServerCapabilities.Publish(space, options);
        _serviceLevel = (VariableNode)space[StandardNodes.ServiceLevel];
        _clock = new StatusClock(space, time);
        _changes = new ModelChangeEvents(space, time);
        _sessions = new SessionTable(options, space, time, logger);
        _table = new ChannelTable(options, _sessions.IsUsed, time);
        var users = new UserTokens(options, new LoginThrottle(time), time);
        _dispatcher = new RequestDispatcher(
            endpoints, _sessions, new SessionService(options, _sessions, endpoints, users), new NodeServices(space, options.Limits, time, logger), time);
        _listener.Start(ServeAsync);
        _dialler = new ReverseDialler(
            _listener, options.ReverseConnect, space.Namespaces.Uris[1], Endpoint, options.Transport, ServeAsync, time, logger);
    }

    /// <summary>Where clients on this machine reach it, with the real port.</summary>
    public Uri Endpoint { get; }

    /// <summary>How many sessions there are now.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>
    /// How well it can serve, which clients of a redundant set choose by: 0 maintenance, 1 no data, 2 to 199 degraded, 200 to 255 healthy
    /// (Part 4 §6.6.2.4.2). May be set from any thread; who monitors it is told.
    /// </summary>
    public byte ServiceLevel
    {
        get => (byte)_serviceLevel.Value.Value.AsUInt64();
        set => _serviceLevel.Set(new DataValue(Variant.Of(value), default, UaDateTime.Now(_time)));
    }

    /// <summary>Starts to listen; the server is ready when this returns.</summary>
    /// <param name="space">Stays the caller's, who may go on adding and removing nodes and setting values.</param>
    /// <exception cref="ArgumentException">The options lack something.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static Task<UaServer> StartAsync(UaServerOptions options, AddressSpace space, TimeProvider time, ILogger<UaServer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(space);
        options.Check();
        return Task.FromResult(new UaServer(options, space, time, logger));
    }

    /// <summary>Hangs up on all clients and ends their sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _dialler.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _sessions.DisposeAsync().ConfigureAwait(false);
        _clock.Dispose();
        _changes.Dispose();
    }

    private async Task ServeAsync(TransportConnection connection, CancellationToken cancellationToken)
    {
        var channel = new ServerChannel(connection, Interlocked.Increment(ref _lastChannel), _channels, _time, _logger);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                _table.Add(channel);
                await channel.ServeAsync(_dispatcher, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _table.Remove(channel);
                _sessions.ChannelEnded(channel);
            }
        }
    }
}
