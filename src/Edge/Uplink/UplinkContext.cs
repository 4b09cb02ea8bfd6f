using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Paths;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>What all streams to the platform share.</summary>
internal sealed partial class UplinkContext(
    UplinkOptions options,
    IPlatformLink platform,
    GatewayStore store,
    GatewayStateReport state,
    Quarantine quarantine,
    PathChoice choice,
    TimeProvider time,
    ILogger logger)
    : IDisposable
{
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile UplinkPlans _plans = new(store, options.BacklogOrder);
    private int _isDisputed;

    public UplinkOptions Options => options;

    /// <summary>How streams are opened.</summary>
    public IPlatformLink Platform => platform;

    public GatewayStore Store => store;

    public GatewayStateReport State => state;

    public Quarantine Quarantine => quarantine;

    public PathChoice Choice => choice;

    public TimeProvider Time => time;

    /// <summary>Where waits get their random share from.</summary>
    public Random Chance { get; init; } = Random.Shared;

    public UplinkPlans Plans => _plans;

    /// <summary>
    /// The platform knows another history of this epoch, so a new one begins; once, whoever of the streams finds out first. What
    /// was stored of the old one is told apart from what is sent again by its time and value.
    /// </summary>
    public async Task RenewAsync(UplinkPlans old, string reason, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (_plans == old)
            {
                await store.RenewEpochAsync(cancellationToken);
                _plans = new UplinkPlans(store, options.BacklogOrder);
                old.End();
                LogRenewed(reason, store.Epoch.ToString("x32", null));
            }
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>
    /// Another gateway with this one's identity may have sent under the same numbers: what is here goes by a new epoch. False when that has
    /// been done already since the platform last greeted.
    /// </summary>
    public async Task<bool> DisputeAsync(UplinkPlans old, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isDisputed, 1) == 1)
        {
            return false;
        }

        await RenewAsync(old, "another gateway has sent under the same one", cancellationToken);
        return true;
    }

    /// <summary>The platform takes this gateway for the only one.</summary>
    public void Greeted() => Interlocked.Exchange(ref _isDisputed, 0);

    public void Dispose()
    {
        _plans.Dispose();
        _renewing.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "A new epoch, {Epoch}, begins, because {Reason}. What it holds is sent again; what is stored already is kept once")]
    private partial void LogRenewed(string reason, string epoch);
}
