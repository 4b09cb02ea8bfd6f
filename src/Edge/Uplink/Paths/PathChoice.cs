namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>
/// Chooses the path that data takes: the first in the list that works, another one as soon as that is silent, a better one when
/// it has been better for a while, and the first again when that has been good for long. A path is left only for one that is
/// open already.
/// </summary>
/// <remarks>Safe from any thread.</remarks>
internal sealed partial class PathChoice(IReadOnlyList<PathFigures> paths, TimeProvider time, ILogger logger)
{
    private const double Usual = 0.5;

    // A stream hides losses as delay, in moments; this much of them makes it slow for good (RFC 5348 §3.1).
    private const double ManyLost = 0.05;
    private const double FewLost = 0.01;

    /// <summary>Of several paths each is probed every 150 ms: after three that are not answered one counts as silent.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMilliseconds(550);
    private static readonly TimeSpan WorseFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan NotWorthwhile = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly long[] _goodSince = new long[paths.Count];
    private PathFigures? _active;
    private long? _worseSince;

    /// <summary>Raised after the path has changed, without a lock; null = there is none.</summary>
    public event Action<PathFigures?>? Changed;

    public PathFigures? Active
    {
        get
        {
            lock (_gate)
            {
                return _active;
            }
        }
    }

    /// <summary>Looks at all paths and changes over where that is called for; several times a second, and whenever a stream begins or ends.</summary>
    public void Look()
    {
        PathFigures? chosen;
        lock (_gate)
        {
            chosen = Choose();
            if (chosen == _active)
            {
                return;
            }

            LogChanged(_active?.Options.Name ?? "none", chosen?.Options.Name ?? "none");
            _active = chosen;
            _worseSince = null;
        }

        Changed?.Invoke(chosen);
    }

    private PathFigures? Choose()
    {
        foreach (var (index, path) in paths.Index())
        {
            // Time that it was not good begins anew.
            _goodSince[index] = IsGood(path) && _goodSince[index] != 0 ? _goodSince[index] : IsGood(path) ? time.GetTimestamp() : 0;
        }

        if (_active is not { IsOpen: true } active)
        {
            return paths.FirstOrDefault(IsGood) ?? paths.FirstOrDefault(path => path.IsOpen);
        }

        if (IsSilent(active))
        {
            return paths.FirstOrDefault(IsGood) ?? active;
        }

        return Better(active) ?? Earlier(active) ?? active;
    }

    /// <summary>One whose round trips have been less than half of the active one's for some seconds, or that loses far less.</summary>
    private PathFigures? Better(PathFigures active)
    {
        // One that is shorter and one that loses less are each worse than the other: then none is better.
        var better = paths.FirstOrDefault(path => path != active && IsGood(path) && IsWorse(active, path) && !IsWorse(path, active));
        if (better is null)
        {
            _worseSince = null;
            return null;
        }

        _worseSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_worseSince.Value) >= WorseFor ? better : null;
    }

    /// <summary>One that stands before the active one in the list and has been good for long.</summary>
    private PathFigures? Earlier(PathFigures active)
    {
        foreach (var (index, path) in paths.Index())
        {
            if (path == active)
            {
                return null;
            }

            if (_goodSince[index] != 0 && time.GetElapsedTime(_goodSince[index]) >= GoodFor && !IsWorse(path, active))
            {
                return path;
            }
        }

        return null;
    }

    private static bool IsGood(PathFigures path) => path.IsOpen && !IsSilent(path);

    // A satellite's answer takes its time.
    private static bool IsSilent(PathFigures path) => path.Silence > SilentAfter + (2 * (path.Percentile(Usual) ?? TimeSpan.Zero));

    private static bool IsWorse(PathFigures path, PathFigures than) =>
        (path.Percentile(Usual) is { } one && than.Percentile(Usual) is { } other && one > (2 * other) + NotWorthwhile)
        || (path.Loses(ManyLost) is true && than.Loses(FewLost) is false);

    [LoggerMessage(LogLevel.Information, "Data goes by path {To} now; before it went by {From}")]
    private partial void LogChanged(string from, string to);
}
