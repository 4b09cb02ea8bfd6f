using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>
/// What there is, on disk and in memory. Changes are durable before they are seen; reads take <see cref="Snapshot"/> and
/// wait for nothing. One change at a time.
/// </summary>
internal sealed class PointCatalogue(ICatalogueStore store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _change = new(1, 1);
    private volatile CatalogueSnapshot _snapshot = CatalogueSnapshot.Empty;
    private PointEntry?[] _pointsById = [];
    private int _lastPointId;
    private int _lastEpochId;

    /// <summary>Raised after points were added or described anew, on the thread that declared them.</summary>
    public event Action<IReadOnlyList<PointEntry>>? PointsChanged;

    public CatalogueSnapshot Snapshot => _snapshot;

    /// <summary>All point ids are below this.</summary>
    public int PointIdLimit => Volatile.Read(ref _lastPointId) + 1;

    /// <summary>Null = no such point.</summary>
    public PointEntry? FindPoint(int id)
    {
        var points = Volatile.Read(ref _pointsById);
        return (uint)id < (uint)points.Length ? points[id] : null;
    }

    /// <summary>Null when the name is none or names nothing.</summary>
    public PointEntry? FindPoint(string name) =>
        ResourceName.TryPoint(name, out var gateway, out var path)
            ? _snapshot.Gateways.GetValueOrDefault(gateway)?.Find(path)
            : null;

    /// <summary>Makes or opens the tables and reads them all.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var content = await store.OpenAsync(cancellationToken);
        _lastPointId = content.LastPointId;
        _lastEpochId = content.LastEpochId;
        _pointsById = new PointEntry?[_lastPointId + 1];
        var snapshot = CatalogueSnapshot.Empty;
        foreach (var gateway in content.Gateways)
        {
            foreach (var point in gateway.Ordered)
            {
                _pointsById[point.Id] = point;
            }

            snapshot = snapshot.With(gateway);
        }

        _snapshot = snapshot;
    }

    /// <summary>The gateway with this key; one that was never seen is added. Its version and time are brought up to date.</summary>
    public async Task<GatewayEntry> SawGatewayAsync(string key, string? softwareVersion, CancellationToken cancellationToken)
    {
        using var change = await EnterAsync(cancellationToken);
        var known = _snapshot.Gateways.GetValueOrDefault(key);
        var now = UaTime.FromDateTimeOffset(time.GetUtcNow());
        var entry = known is null
            ? new GatewayEntry(NextGatewayId(), key, softwareVersion ?? string.Empty, now)
            : known.Gateway with { SoftwareVersion = softwareVersion ?? known.Gateway.SoftwareVersion, LastSeenTicks = now };
        await store.SaveGatewayAsync(entry, cancellationToken);
        _snapshot = _snapshot.With(known?.With(entry) ?? new GatewayPoints(entry, []));
        return entry;
    }

    /// <summary>The aliases of an epoch; an epoch that was never seen is added.</summary>
    public async Task<EpochAliases> OpenEpochAsync(GatewayEntry gateway, UInt128 epoch, CancellationToken cancellationToken)
    {
        using var change = await EnterAsync(cancellationToken);
        var aliases = await store.OpenEpochAsync(gateway.Id, epoch, _lastEpochId + 1, cancellationToken);
        _lastEpochId = Math.Max(_lastEpochId, aliases.EpochId);
        return aliases;
    }

    /// <summary>
    /// Makes declarations durable and then known; they must follow the aliases already known without a hole. Those that another stream of
    /// the epoch has declared meanwhile are known when this returns.
    /// </summary>
    public async Task DeclareAsync(
        GatewayEntry gateway, EpochAliases aliases, IReadOnlyList<DeclaredPoint> declared, CancellationToken cancellationToken)
    {
        using var change = await EnterAsync(cancellationToken);
        DeclaredPoint[] fresh = [.. declared.Where(point => point.Shape.Alias > aliases.Count)];
        if (fresh.Length == 0)
        {
            return;
        }

        var points = _snapshot.GatewaysById[gateway.Id];
        var plan = DeclarationPlan.Make(points, fresh, _lastPointId);
        await store.SaveDeclarationsAsync(aliases.EpochId, plan, cancellationToken);
        var byId = _pointsById;
        if (plan.LastPointId >= byId.Length)
        {
            Array.Resize(ref byId, Math.Max(plan.LastPointId + 1, byId.Length * 2));
        }

        foreach (var point in plan.Points)
        {
            byId[point.Id] = point;
        }

        Volatile.Write(ref _pointsById, byId);
        Volatile.Write(ref _lastPointId, plan.LastPointId);
        _snapshot = _snapshot.With(points.With(plan.Points));
        aliases.Append(plan.Aliases);
        PointsChanged?.Invoke(plan.Points);
    }

    public void Dispose() => _change.Dispose();

    private int NextGatewayId() => _snapshot.GatewaysById.Count == 0 ? 1 : _snapshot.GatewaysById.Keys.Max() + 1;

    private async Task<Releaser> EnterAsync(CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        return new Releaser(_change);
    }

    private readonly struct Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
