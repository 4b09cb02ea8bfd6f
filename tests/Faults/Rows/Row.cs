using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// One row of the fault matrix: what is done to the line at a moment that nobody chose, and what must hold afterwards. Lives
/// as long as one line, over some cycles.
/// </summary>
internal abstract class Row : IAsyncDisposable
{
    /// <summary>Of this row's own; there as long as it is.</summary>
    protected TestFolder Folder { get; } = new();

    /// <summary>As few values as still tell; otherwise as many as make a measurement.</summary>
    public bool IsQuick { get; init; }

    /// <summary>How many cycles one line goes through before all of it is read back.</summary>
    public virtual int CyclesPerLine => 5;

    /// <summary>What may be missing in the end.</summary>
    public abstract Expectation Expects { get; }

    /// <summary>Of how many points one is read back; more than 1 where the load makes more values than there is time to read.</summary>
    public virtual int ReadsOneOf => 1;

    /// <summary>False when the gateway's buffer is replaced by another, whose counts begin anew.</summary>
    public virtual bool KeepsBooks => true;

    /// <summary>
    /// True when the books may tell of more losses than there were: a record that is damaged and was stored cannot say how many samples it
    /// had, and they count with those of its neighbours that were not.
    /// </summary>
    public virtual bool MayAnnounceTooMany => false;

    /// <summary>Makes what the line needs, e.g. a disk, before it starts.</summary>
    public virtual Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings());

    /// <summary>Does the fault and heals it; the line is whole when it returns.</summary>
    /// <returns>What was done, for people.</returns>
    public abstract Task<string> StrikeAsync(Cycle cycle);

    /// <summary>What else must hold once the line is at rest; a sentence for each thing that does not.</summary>
    public virtual IEnumerable<string> Complaints(Reckoning reckoning) => [];

    public virtual ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What may be missing in history after a row.</summary>
internal enum Expectation
{
    /// <summary>Nothing of all that was offered.</summary>
    Complete,

    /// <summary>What was offered while the gateway was dead, in one stretch of each point for each death; nothing of what it had taken.</summary>
    WhileAway,

    /// <summary>Only what the line itself says it has lost.</summary>
    Announced,

    /// <summary>Records that the platform refuses: the gateway sets them aside and counts them.</summary>
    Quarantined,

    /// <summary>What the gateway had on its disk and had not sent: it is set aside there, for a person.</summary>
    SetAside,
}
