namespace IndustrialGateway.Edge.Sources;

/// <summary>
/// How far a source's clock is ahead of the gateway's: its time against that of receipt, of which the sample counts that was least late.
/// What was under way makes a clock look behind, so that this is its least lead; what was so before it was listened to says nothing. Safe from any thread.
/// </summary>
internal sealed class SourceClock
{
    /// <summary>So long the best sample counts, for once or twice.</summary>
    private const long WindowTicks = 60 * TimeSpan.TicksPerSecond;

    private readonly Lock _gate = new();
    private long? _lead;
    private long? _leadBefore;
    private long _windowEnd;

    /// <summary>The source's time minus ours; null = nothing has come yet.</summary>
    public TimeSpan? Lead
    {
        get
        {
            lock (_gate)
            {
                return _lead is { } lead ? TimeSpan.FromTicks(Math.Max(lead, _leadBefore ?? lead)) : null;
            }
        }
    }

    /// <summary>The same at this moment, 100 ns ticks since 1601; null as well when nothing has come for a minute or two.</summary>
    public TimeSpan? LeadAt(long ticks)
    {
        lock (_gate)
        {
            return ticks - _windowEnd is >= -WindowTicks and < WindowTicks ? Lead : null;
        }
    }

    /// <summary>Takes the source's time minus that of receipt, of samples that have just come; ticks of 100 ns, receipt since 1601.</summary>
    public void Add(long lead, long receivedTicks)
    {
        lock (_gate)
        {
            var intoWindow = receivedTicks - (_windowEnd - WindowTicks);
            if (intoWindow is >= 0 and < WindowTicks)
            {
                _lead = Math.Max(_lead ?? lead, lead);
                return;
            }

            // The next window; after a rest, or when our clock was set, what was measured before is of no use.
            _leadBefore = intoWindow is >= WindowTicks and < 2 * WindowTicks ? _lead : null;
            _lead = lead;
            _windowEnd = receivedTicks + WindowTicks;
        }
    }
}
