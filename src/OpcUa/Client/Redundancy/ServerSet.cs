using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>What is known of the servers of a redundant set. Changed on the connecting loop only; readers take one snapshot.</summary>
internal sealed class ServerSet
{
    /// <summary>More servers than this are not taken into a set.</summary>
    public const int MaxServers = 1 + FailoverOptions.MaxAlternatives;

    // A server under maintenance is left alone so long when it does not say for how long, or is late; and never longer than the other.
    private static readonly TimeSpan DefaultRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxRest = TimeSpan.FromHours(1);

    private readonly TimeSpan _minStay;
    private readonly TimeProvider _time;
    private volatile RedundantServer[] _servers;
    private long? _changed;

    /// <param name="urls">The one to begin with is the first.</param>
    /// <param name="minStay">The least time between two changes to a better server.</param>
    public ServerSet(IEnumerable<Uri> urls, TimeSpan minStay, TimeProvider time)
    {
        _minStay = minStay;
        _time = time;
        _servers = [.. urls.Distinct().Take(MaxServers).Select((url, index) => new RedundantServer(url) { IsActive = index == 0 })];
    }

    public IReadOnlyList<RedundantServer> Servers => _servers;

    /// <exception cref="ArgumentException">A server that calls has alternatives.</exception>
    public static ServerSet Of(UaClientOptions options, TimeProvider time) => options.Reverse is null
        ? new ServerSet([options.EndpointUrl, .. options.Alternatives], options.Failover.MinStay, time)
        : throw new ArgumentException($"{options.EndpointUrl} calls by itself: the others of its redundant set cannot be called.");

    public RedundantServer Active => _servers.First(server => server.IsActive);

    public RedundantServer? Find(Uri url) => Array.Find(_servers, server => server.Url == url);

    /// <summary>In which order to try them when there is no session.</summary>
    public IReadOnlyList<RedundantServer> Order() => ServerChoice.Order(_servers, _time.GetUtcNow());

    /// <summary>The others that may be visited now, those first that were best.</summary>
    public IReadOnlyList<RedundantServer> Standbys()
    {
        var now = _time.GetUtcNow();
        return [.. ServerChoice.Order([.. _servers.Select(server => server with { Attempts = 0 })], now).Where(server => !server.IsActive && server.RestsUntil <= now)];
    }

    /// <summary>A better server than the active one, as long as none was changed to lately.</summary>
    public RedundantServer? Better() => MayChange ? ServerChoice.Better(_servers) : null;

    /// <summary>Whether the last change to a better server is long enough ago.</summary>
    public bool MayChange => _changed is not { } changed || _time.GetElapsedTime(changed) >= _minStay;

    /// <summary>It is about to be tried.</summary>
    public void Attempted(Uri url) => Change(url, server => server with { Attempts = server.Attempts + 1 });

    public void Reached(Uri url, string applicationUri) =>
        Change(url, server => server with { IsReachable = true, ApplicationUri = applicationUri.Length > 0 ? applicationUri : server.ApplicationUri });

    public void Missed(Uri url) => Change(url, server => server with { IsReachable = false });

    /// <param name="level">Null when it has none.</param>
    /// <param name="returns">When a server under maintenance says that it will be back.</param>
    public void Saw(Uri url, byte? level, UaDateTime? returns)
    {
        var rests = RedundantServer.RangeOf(level) == ServiceLevelRange.Maintenance ? RestUntil(returns) : default;
        Change(url, server => server with { IsReachable = true, ServiceLevel = level, RestsUntil = rests });
    }

    /// <summary>It has the session.</summary>
    public void Activate(Uri url) => _servers = Array.ConvertAll(_servers, server => server with
    {
        IsActive = server.Url == url,
        IsReachable = server.Url == url ? true : server.IsReachable,
        Attempts = 0,
    });

    /// <summary>It is changed to because it is better, and not because the other is lost.</summary>
    public void ChangeTo(Uri url)
    {
        _changed = _time.GetTimestamp();
        Activate(url);
    }

    /// <summary>Takes one in that a server of the set has named; false when it is there already, or the set is full.</summary>
    public bool TryAdd(Uri url, string applicationUri)
    {
        if (_servers.Length >= MaxServers || Find(url) is not null)
        {
            return false;
        }

        _servers = [.. _servers, new RedundantServer(url) { ApplicationUri = applicationUri, NamedUri = applicationUri }];
        return true;
    }

    private DateTimeOffset RestUntil(UaDateTime? returns)
    {
        var now = _time.GetUtcNow();
        var told = returns?.ToDateTimeOffset();
        return told is null || told <= now ? now + DefaultRest : told < now + MaxRest ? told.Value : now + MaxRest;
    }

    private void Change(Uri url, Func<RedundantServer, RedundantServer> change) =>
        _servers = Array.ConvertAll(_servers, server => server.Url == url ? change(server) : server);
}
