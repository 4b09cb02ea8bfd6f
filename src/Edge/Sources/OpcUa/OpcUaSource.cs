using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources.OpcUa.Filling;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>One OPC UA server for ever: finds its points, subscribes to them, and keeps trying those that it refuses.</summary>
internal sealed partial class OpcUaSource : ISource
{
    private const int ListedRefusals = 20;

    /// <summary>How long a server that does not answer may delay the stop of the gateway.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly OpcUaSourceOptions _options;
    private readonly OpcUaIdentity _identity;
    private readonly PointRegistry _registry;
    private readonly IntakeQueue _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PointPlan _plan;
    private readonly CertificateCare _care;
    private readonly SourceLosses _losses;

    public OpcUaSource(
        OpcUaSourceOptions options,
        OpcUaIdentity identity,
        PointRegistry registry,
        PointPaths paths,
        IntakeQueue queue,
        TimeProvider time,
        ILogger<OpcUaSource> logger)
    {
        (_options, _identity, _registry, _queue, _time, _logger) = (options, identity, registry, queue, time, logger);
        _plan = new PointPlan(options, registry, paths, time, logger);
        _care = new CertificateCare(options.Name, identity.Certificates, time, logger);
        _losses = new SourceLosses(options, identity.MemoryFolder, registry, queue, Status, time, logger);
    }

    public string Name => _options.Name;

    public SourceStatus Status { get; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Status.Insecurity = _options.Security.Insecurity;
        using var life = new CancellationTokenSource(); // it remembers until all that comes has come
        var remembering = _losses.RememberAsync(life.Token);
        try
        {
            while (true)
            {
                if (!await LiveAsync(cancellationToken))
                {
                    await Task.Delay(Rest, _time, cancellationToken);
                }
            }
        }
        finally
        {
            await life.CancelAsync();
            await remembering.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>One client from its beginning until something happens that it cannot mend by itself; true when it is to begin anew at once.</summary>
    private async Task<bool> LiveAsync(CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var client = new UaClient(OpcUaClientOptions.Of(_options, _identity), _time, _logger);
        var chores = new Chores();
        var guard = new StaleGuard(Name, _options.StaleAfter / 2, _registry, _queue, Status, chores, _time, _logger);
        client.StateChanged += guard.Changed;
        client.StateChanged += WarnWhenInsecure;
        client.StateChanged += state => AskToBrowse(chores, state);
        client.Start();
        var guarding = guard.RunAsync(client, life.Token);
        try
        {
            var reading = ReadAsync(client, guard, chores, life.Token);
            await await Task.WhenAny(reading, guarding);
            return true;
        }
        catch (UaException failure)
        {
            LogInterrupted(Name, failure.Message);
            return false;
        }
        finally
        {
            await life.CancelAsync();
            await guarding.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await CloseAsync(client);
        }
    }

    private static void AskToBrowse(Chores chores, ConnectionState state)
    {
        if (state.AreNamespacesMoved)
        {
            chores.Ask(Chore.Browse);
        }
    }

    /// <summary>Ends when it is better to begin anew.</summary>
    private async Task ReadAsync(UaClient client, StaleGuard guard, Chores chores, CancellationToken cancellationToken)
    {
        var session = await client.GetSessionAsync(cancellationToken);
        Status.Warnings = WarningsOf(client, session);
        var items = new ItemTable(await _plan.MakeAsync(session, cancellationToken));
        await _losses.PrepareAsync(client, items, cancellationToken);
        var structures = new StructureDecoding(_time);
        using var watch = _options.Browse.Count > 0 ? new ModelWatch(chores, _plan.Declared, _options.Rebrowse, _time) : null;
        guard.Items = items;

        var isReported = 0;
        void Changed()
        {
            Report(items, isFirst: Interlocked.Exchange(ref isReported, 1) == 0);
            _losses.Look();
        }

        PointSubscription HandlerFor(IReadOnlyList<PlannedPoint> some) => new(some, structures, _queue, Status, items, chores, _losses.Book, watch, _time);
        chores.Ask(Chore.Refresh);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var reading = new PointReading(_options, client, items, HandlerFor, Changed, _time, _logger);
        var present = new PresentValues(_options, client, items, _queue, Status, _time, _logger);
        var renewing = new ChoreLoop(Name, client, _plan, items, reading, present, guard, chores, _time, _logger);
        Task[] running =
        [
            reading.RunAsync(begun => _losses.BeginAsync(client, items, begun), life.Token),
            _losses.FillAsync(client, items, life.Token),
            structures.RunAsync((some, stop) => present.ReadAgainAsync(some, items.Mark(), stop), life.Token),
            WatchAsync(client, life.Token),
            renewing.RunAsync(Changed, life.Token),
        ];
        try
        {
            await await Task.WhenAny(running);
            LogBegunAnew(Name);
        }
        finally
        {
            await life.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await _losses.EndAsync(reading, cancellationToken);
        }
    }

    private async Task WatchAsync(UaClient client, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CertificateCare.Interval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (client.State.IsConnected)
            {
                Status.Warnings = WarningsOf(client, await client.GetSessionAsync(cancellationToken));
            }
        }
    }

    private IReadOnlyList<string> WarningsOf(UaClient client, UaSession session) =>
        [.. _care.Look(session), .. RedundancyReport.Warnings(client.Servers)];

    private void Report(ItemTable items, bool isFirst)
    {
        var isOther = items.Bad != Status.BadPoints;
        Status.SetPoints(items.Good, items.Bad, [.. items.Points.Select(point => point.Equipment).Distinct()]);
        if (isFirst || isOther)
        {
            LogLive(Name, _options.Endpoint, items.Good, items.Bad);
        }

        if (!isFirst)
        {
            return;
        }

        var refused = items.Refused;
        foreach (var handle in refused.Take(ListedRefusals))
        {
            LogRefused(Name, items.PointOf(handle)?.Node ?? default, items.StatusOf(handle));
        }

        if (refused.Count > ListedRefusals)
        {
            LogMoreRefused(Name, refused.Count - ListedRefusals);
        }
    }

    // At each connection, so that nobody can overlook it: the log of a gateway is read from its end.
    private void WarnWhenInsecure(ConnectionState state)
    {
        if (state.IsConnected && _options.Security.Insecurity.Length > 0)
        {
            LogInsecure(Name, _options.Endpoint, _options.Security.Policy, _options.Security.AllowInsecure ?? "");
        }
    }

    private async Task CloseAsync(UaClient client)
    {
        try
        {
            await client.DisposeAsync().AsTask().WaitAsync(Farewell, _time);
        }
        catch (TimeoutException)
        {
            LogNoFarewell(Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Endpoint} is read WITHOUT SOUND SECURITY ({Policy}); anyone on its network can read and forge its values. Reason given: {Reason}")]
    private partial void LogInsecure(string source, Uri endpoint, SecurityPolicyName policy, string reason);

    [LoggerMessage(LogLevel.Information, "Source {Source} is live at {Endpoint}: {Good} points good, {Bad} refused")]
    private partial void LogLive(string source, Uri endpoint, int good, int bad);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine refuses {Node}: {Status}; it is asked again every minute")]
    private partial void LogRefused(string source, ExpandedNodeId node, StatusCode status);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine refuses {Count} more points")]
    private partial void LogMoreRefused(string source, int count);

    [LoggerMessage(LogLevel.Information, "Source {Source}: so many points have come and gone that it begins anew")]
    private partial void LogBegunAnew(string source);

    [LoggerMessage(LogLevel.Warning, "Source {Source} was interrupted and goes on by itself: {Reason}")]
    private partial void LogInterrupted(string source, string reason);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine did not answer the farewell in time")]
    private partial void LogNoFarewell(string source);
}
