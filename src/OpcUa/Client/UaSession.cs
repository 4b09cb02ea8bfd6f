using System.Runtime.CompilerServices;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// A session with a server. Alone (<see cref="ConnectAsync"/>) it lives as long as its channel; <see cref="UaClient"/> brings it over to
/// new ones. Safe for many threads.
/// </summary>
public sealed class UaSession : IAsyncDisposable
{
    /// <summary>How long a server that is left in a hurry may take to close the session.</summary>
    internal static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private static readonly NodeId NamespaceArray = new(2255);
    private static readonly NodeId StartTime = new(2257);

    private readonly UaClientOptions _options;
    private readonly TimeProvider _time;
    private readonly SessionOpening _opening;
    private readonly RoundTrip _roundTrip = new();
    private readonly Lock _changing = new();
    private volatile SessionLink _link;
    private volatile SessionIdentity _identity;
    private volatile UaSubscription[] _subscriptions = [];

    private UaSession(
        UaClientOptions options, TimeProvider time, SessionOpening opening, SessionIdentity identity, IRequestChannel channel, bool isHeld)
    {
        _options = options;
        _time = time;
        _opening = opening;
        _identity = identity;
        Learning = new SessionLimits("", Limits, memory: null, time);
        _link = NewLink(channel, isHeld);
        DataTypes = new DataTypeResolver(this, options.Codec);
    }

    public NodeId SessionId => _identity.SessionId;

    /// <summary>The server's namespaces as they were when the session was made.</summary>
    public NamespaceTable Namespaces { get; private set; } = new([]);

    public OperationLimits Limits { get; private set; } = new();

    /// <summary>Decodes the server's structures.</summary>
    public DataTypeResolver DataTypes { get; }

    /// <summary>The server's certificate (DER), as the session confirmed it; empty when the server showed none.</summary>
    public ReadOnlyMemory<byte> ServerCertificate => _identity.ServerCertificate;

    /// <summary>This side's certificate, with which the present channel was opened; null without security.</summary>
    public ApplicationCertificate? OwnCertificate { get; private set; }

    /// <summary>Completes with the reason when the session has lost its present channel; never faults.</summary>
    public Task<Exception> Lost => _link.Ended;

    /// <summary>Where the server is, as it was configured.</summary>
    internal Uri EndpointUrl => _options.EndpointUrl;

    /// <summary>When the server was started; null when it does not say so. Another one than before means that it has forgotten everything.</summary>
    internal UaDateTime? ServerStartTime { get; private set; }

    internal UaSubscription[] Subscriptions => _subscriptions;

    /// <summary>What may be asked of the server, and what is learnt of it.</summary>
    internal SessionLimits Learning { get; private set; }

    /// <summary>Requests of one kind that may be under way at once.</summary>
    internal int Parallel => _options.EffectiveParallelRequests;

    internal TimeSpan RoundTrip => _roundTrip.Now;

    internal TimeProvider Time => _time;

    internal Task ChannelEnded => _link.Channel.Ended;

    /// <summary>Connects once: discovery, channel, session. Nothing is tried again when it breaks.</summary>
    /// <exception cref="UaException">What is in the way, in words that say what to do.</exception>
    public static async Task<UaSession> ConnectAsync(
        UaClientOptions options,
        TimeProvider? time = null,
        ILogger? logger = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        time ??= TimeProvider.System;
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var connector = new Connector(options, new ShownCertificates(), time, logger ?? NullLogger.Instance);
            return await connector.OpenSessionAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"{options.EndpointUrl} could not be connected within {options.ConnectTimeout}.");
        }
    }

    /// <summary>
    /// Reads attributes, in as many requests as the server's limits ask for; one result each, in order. Of many, one that the server or this
    /// side cannot bring over costs only itself.
    /// </summary>
    public async Task<IReadOnlyList<DataValue>> ReadAsync(IReadOnlyList<ReadValueId> attributes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return await AttributeReads.ReadAsync(this, attributes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the values of nodes.</summary>
    public Task<IReadOnlyList<DataValue>> ReadAsync(IEnumerable<NodeId> nodes, CancellationToken cancellationToken) =>
        ReadAsync([.. nodes.Select(node => new ReadValueId(node))], cancellationToken);

    /// <summary>The references of one node, all pages of them.</summary>
    /// <exception cref="UaException">The node cannot be browsed, or the server does not come to an end.</exception>
    public async IAsyncEnumerable<ReferenceDescription> BrowseAsync(
        NodeId node, BrowseOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var browsed = await BrowseAsync([node], options, cancellationToken).ConfigureAwait(false);
        foreach (var reference in browsed[0].References)
        {
            yield return reference;
        }

        if (browsed[0].Status.IsBad)
        {
            throw new UaException(browsed[0].Status, $"{Namespaces.Format(node)} could not be browsed to the end.");
        }
    }

    /// <summary>The references of many nodes with few requests; one result each, in order. A node that fails costs only itself.</summary>
    public async Task<IReadOnlyList<BrowsedNode>> BrowseAsync(
        IReadOnlyList<NodeId> nodes, BrowseOptions? options, CancellationToken cancellationToken) =>
        await new Browser(this, options ?? BrowseOptions.Children).BrowseAsync(nodes, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a subscription that lives as long as this session.</summary>
    public async Task<UaSubscription> SubscribeAsync(
        UaSubscriptionOptions options, ISubscriptionHandler handler, CancellationToken cancellationToken)
    {
        var subscription = new UaSubscription(options, handler, _time);
        await subscription.AttachAsync(this, cancellationToken).ConfigureAwait(false);
        return subscription;
    }

    /// <summary>Closes the session with its subscriptions, and the channel.</summary>
    public async ValueTask DisposeAsync() => await LeaveAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);

    /// <summary>Makes a session on a connection, which is closed if that does not work.</summary>
    /// <param name="isHeld">Nothing is published before <see cref="ReleasePublishing"/>.</param>
    internal static async Task<UaSession> OpenAsync(
        Connection connection, UaClientOptions options, TimeProvider time, CancellationToken cancellationToken, bool isHeld = false)
    {
        var opening = new SessionOpening(options, time);
        SessionIdentity? identity = null;
        UaSession? session = null;
        try
        {
            identity = await opening.CreateAsync(connection, cancellationToken).ConfigureAwait(false);
            identity = await opening.ActivateAsync(identity, connection, cancellationToken).ConfigureAwait(false);
            connection.Shown?.Accepted();
            session = new UaSession(options, time, opening, identity, connection.Channel, isHeld) { OwnCertificate = connection.Own };
            await session.LearnAsync(connection.Selected.Endpoint.Server.ApplicationUri, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception failure)
        {
            (session is null ? connection.Shown : null)?.Failed(failure);
            // Or each attempt would leave one at the server, until it has no more. Who has lost patience does not wait for that.
            var patience = cancellationToken.IsCancellationRequested ? Farewell : Timeout.InfiniteTimeSpan;
            await (session?.LeaveAsync(patience) ?? opening.GiveUpAsync(identity, connection, patience)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the session with its subscriptions, and the channel.</summary>
    /// <param name="patience">How long the server may take to answer; after that it forgets the session by itself.</param>
    internal async Task LeaveAsync(TimeSpan patience)
    {
        if (!_link.Ended.IsCompleted)
        {
            await _opening.CloseAsync(_identity, _link.Channel, patience).ConfigureAwait(false);
        }

        await _link.DisposeAsync().ConfigureAwait(false);
        DataTypes.Dispose();
    }

    /// <summary>Closes the channel and keeps the session for <see cref="TryResumeAsync"/>, so that the server never holds two channels for it.</summary>
    internal ValueTask LetGoAsync() => _link.DisposeAsync();

    /// <summary>
    /// Goes on with a new connection; nothing is published before <see cref="ReleasePublishing"/>. If the server refuses, the session is over
    /// and the connection still open; if the line fails, the connection is closed and the session can be tried again.
    /// </summary>
    internal async Task<bool> TryResumeAsync(Connection connection, CancellationToken cancellationToken)
    {
        await _link.DisposeAsync().ConfigureAwait(false);
        try
        {
            _identity = await _opening.ActivateAsync(_identity, connection, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure) when (!connection.Channel.Ended.IsCompleted
            && failure.Status.Code != StatusCode.BadTimeout && failure.Status.Code != StatusCode.BadServerTooBusy)
        {
            return false;
        }
        catch (Exception failure)
        {
            connection.Shown?.Failed(failure);
            await connection.Channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        connection.Shown?.Accepted();
        OwnCertificate = connection.Own;
        _link = NewLink(connection.Channel, isHeld: true);
        return true;
    }

    /// <summary>What was missed has been asked for: newer messages may come.</summary>
    internal void ReleasePublishing() => _link.Release();

    /// <summary>
    /// Ends a session that could not be resumed, so that the server need not keep it until it tires of it.
    /// </summary>
    /// <param name="deleteSubscriptions">False leaves them at the server, for a transfer.</param>
    internal Task EndOnAsync(Connection connection, bool deleteSubscriptions, CancellationToken cancellationToken) =>
        _opening.CloseAsync(_identity, connection.Channel, deleteSubscriptions, cancellationToken);

    internal async ValueTask<TResponse> SendAsync<TResponse>(ServiceRequest request, CancellationToken cancellationToken)
        where TResponse : ServiceResponse
    {
        var begun = _time.GetTimestamp();
        var response = await _link.Channel
            .SendAsync<TResponse>(Authorized(request), _options.OperationTimeout, cancellationToken).ConfigureAwait(false);
        _roundTrip.Add(_time.GetElapsedTime(begun));
        return response;
    }

    internal PublishWindow NewPublishWindow() => new(
        _time, Learning.Learnt.PublishRequests, most => Learning.Learn(learnt => learnt with { PublishRequests = most }));

    internal T Authorized<T>(T request)
        where T : ServiceRequest
    {
        request.Header = request.Header with { AuthenticationToken = _identity.AuthenticationToken };
        return request;
    }

    internal void Add(UaSubscription subscription)
    {
        lock (_changing)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        _link.Wake();
    }

    internal void Remove(UaSubscription subscription)
    {
        lock (_changing)
        {
            _subscriptions = [.. _subscriptions.Where(each => each != subscription)];
        }
    }

    // The server's keep-alive must come well before its patience ends.
    private SessionLink NewLink(IRequestChannel channel, bool isHeld)
    {
        var third = _identity.Timeout / 3;
        return new SessionLink(this, channel, third < _options.KeepAliveInterval ? third : _options.KeepAliveInterval, isHeld, _time);
    }

    private async Task LearnAsync(string? serverUri, CancellationToken cancellationToken)
    {
        ReadValueId[] wanted = [new(NamespaceArray), new(StartTime), .. OperationLimits.Nodes.Select(node => new ReadValueId(node))];
        var values = await AttributeReads.ReadAtOnceAsync(this, wanted, cancellationToken).ConfigureAwait(false);
        if (!values[0].Value.TryGet(out string?[]? uris))
        {
            throw new UaException(StatusCode.BadUnknownResponse, $"The server's namespace array cannot be read: {values[0].Status}.");
        }

        Namespaces = new NamespaceTable(uris);
        ServerStartTime = values[1] is { Status.IsBad: false, Value: { Type: BuiltInType.DateTime, Shape: VariantShape.Scalar } started }
            ? started.AsDateTime()
            : null;
        Limits = OperationLimits.From([.. values.Skip(2)]);
        Learning = new SessionLimits($"{serverUri} {_options.EndpointUrl}", Limits, _options.LimitMemory, _time);
    }
}
