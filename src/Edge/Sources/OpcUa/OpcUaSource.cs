using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>One OPC UA server for ever: finds its points, subscribes to them, and keeps trying those that it refuses.</summary>
internal sealed partial class OpcUaSource(
    OpcUaSourceOptions options,
    OpcUaIdentity identity,
    PointRegistry registry,
    PointPaths paths,
    IntakeQueue queue,
    TimeProvider time,
    ILogger<OpcUaSource> logger) : ISource
{
    private const int ListedRefusals = 20;

    /// <summary>How long a server that does not answer may delay the stop of the gateway.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly PointPlan _plan = new(options, registry, paths, time, logger);

    // The end of what was lost between two clients is known when the second has begun.
    private PointHandler[] _lost = [];

    private readonly CertificateCare _care = new(options.Name, identity.Certificates, time, logger);

    public string Name => options.Name;

    public SourceStatus Status { get; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Status.Insecurity = options.Security.Insecurity;
        while (true)
        {
            if (!await LiveAsync(cancellationToken))
            {
                await Task.Delay(Rest, time, cancellationToken);
            }
        }
    }

    /// <summary>One client from its beginning until something happens that it cannot mend by itself; true when it is to begin anew at once.</summary>
    private async Task<bool> LiveAsync(CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var client = new UaClient(OpcUaClientOptions.Of(options, identity), time, logger);
        var guard = new StaleGuard(Name, options.StaleAfter / 2, registry, queue, Status, time, logger);
        var chores = new Chores();
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
        var structures = new StructureDecoding(time);
        using var watch = options.Browse.Count > 0 ? new ModelWatch(chores, _plan.Declared, options.Rebrowse, time) : null;
        guard.Items = items;

        var isReported = 0;
        void Changed() => Report(items, isFirst: Interlocked.Exchange(ref isReported, 1) == 0);
        PointSubscription HandlerFor(IReadOnlyList<PlannedPoint> some) => new(some, structures, queue, Status, items, chores, watch, time);
        chores.Ask(Chore.Refresh);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var reading = new PointReading(options, client, items, HandlerFor, Changed, time, logger);
        var renewing = new ChoreLoop(Name, client, _plan, items, reading, guard, chores, time, logger);
        Task[] running =
        [
            reading.RunAsync(EndLossAsync, life.Token),
            structures.RunAsync((some, stop) => guard.ReadAgainAsync(client, some, stop), life.Token),
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
            await LoseAsync(reading, cancellationToken);
        }
    }

    /// <summary>A client has ended, by whatever: what its subscriptions would have brought until the next one begins is lost.</summary>
    private async Task LoseAsync(PointReading reading, CancellationToken cancellationToken)
    {
        PointHandler[] lost = [.. reading.Handlers.Where(handler => handler.HasReceived)];
        if (!cancellationToken.IsCancellationRequested && lost.Length > 0)
        {
            _lost = lost;
            await ReportLossAsync(cancellationToken);
        }
    }

    private async Task EndLossAsync(CancellationToken cancellationToken)
    {
        await ReportLossAsync(cancellationToken);
        _lost = [];
    }

    private async Task ReportLossAsync(CancellationToken cancellationToken)
    {
        foreach (var handler in _lost)
        {
            await handler.ReportLossAsync(cancellationToken);
        }
    }

    private async Task WatchAsync(UaClient client, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CertificateCare.Interval, time);
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
            LogLive(Name, options.Endpoint, items.Good, items.Bad);
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
        if (state.IsConnected && options.Security.Insecurity.Length > 0)
        {
            LogInsecure(Name, options.Endpoint, options.Security.Policy, options.Security.AllowInsecure ?? "");
        }
    }

    private async Task CloseAsync(UaClient client)
    {
        try
        {
            await client.DisposeAsync().AsTask().WaitAsync(Farewell, time);
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
