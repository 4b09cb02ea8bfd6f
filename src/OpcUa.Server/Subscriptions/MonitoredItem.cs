using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>What one subscription watches: its news waits here for the next publish.</summary>
/// <remarks>Its subscription holds the lock over everything that changes.</remarks>
internal abstract class MonitoredItem(Subscription subscription, uint id, uint clientHandle, MonitoringMode mode)
{
    private HashSet<MonitoredItem>? _links;
    private HashSet<MonitoredItem>? _triggers;

    public uint Id => id;

    public uint ClientHandle { get; protected set; } = clientHandle;

    public MonitoringMode Mode { get; set; } = mode;

    /// <summary>Whether the subscription has the item among those with something to report.</summary>
    public bool IsQueued { get; set; }

    /// <summary>How many of what waits the subscription has counted as to be reported.</summary>
    public int Counted { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>Another item's change lets this one report what it has, though it only samples (Part 4 §5.13.1.6).</summary>
    public bool IsTriggered { get; set; }

    public abstract int Waiting { get; }

    /// <summary>What the next message can take.</summary>
    public int Reportable => IsRemoved || (Mode != MonitoringMode.Reporting && !IsTriggered) ? 0 : Waiting;

    /// <summary>The items that report with this one; null when there are none.</summary>
    public IReadOnlyCollection<MonitoredItem>? Links => _links;

    protected Subscription Subscription => subscription;

    /// <summary>Forgets what waits.</summary>
    public abstract void Clear();

    /// <summary>Begins to hear of news; to be called without the subscription's lock.</summary>
    public abstract void Attach();

    /// <summary>Hears nothing any longer; to be called without the subscription's lock.</summary>
    public abstract void Detach();

    /// <summary>From now on the other item reports with this one.</summary>
    public void Link(MonitoredItem other)
    {
        (_links ??= []).Add(other);
        (other._triggers ??= []).Add(this);
    }

    /// <returns>Whether there was such a link.</returns>
    public bool Unlink(MonitoredItem other)
    {
        other._triggers?.Remove(this);
        return _links?.Remove(other) == true;
    }

    /// <summary>Ends every link from and to this item.</summary>
    public void Unlink()
    {
        foreach (var trigger in _triggers ?? [])
        {
            trigger._links?.Remove(this);
        }

        foreach (var linked in _links ?? [])
        {
            linked._triggers?.Remove(this);
        }

        _triggers = null;
        _links = null;
    }
}
