namespace IndustrialGateway.Edge.Sources;

/// <summary>One source's counters and condition; any thread may look.</summary>
internal sealed class SourceStatus
{
    private long _received;
    private long _accepted;
    private long _dropped;
    private long _made;
    private long _lastSampleTicks;
    private int _points;
    private int _badPoints;
    private volatile Condition _condition = new(Connected: false, "starting");
    private volatile IReadOnlyList<string> _equipment = [];
    private volatile string _insecurity = "";
    private volatile IReadOnlyList<string> _warnings = [];

    /// <summary>Whether data can come, and in words why not.</summary>
    public sealed record Condition(bool Connected, string Detail);

    public Condition Now => _condition;

    /// <summary>How far the source's clock is ahead.</summary>
    public SourceClock Clock { get; } = new();

    /// <summary>Which broken security is used and for what reason, as a person allowed it; empty when it is sound.</summary>
    public string Insecurity
    {
        get => _insecurity;
        set => _insecurity = value;
    }

    /// <summary>What will stop the source one day when nobody acts, e.g. a certificate that runs out; in sentences.</summary>
    public IReadOnlyList<string> Warnings
    {
        get => _warnings;
        set => _warnings = value;
    }

    /// <summary>The machines whose points it reads.</summary>
    public IReadOnlyList<string> Equipment => _equipment;

    public long Received => Interlocked.Read(ref _received);

    /// <summary>Durable. Received = accepted + dropped + what is on its way.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Samples that the source put down by itself and that are durable, e.g. that its machine is away; none of them is among the received.</summary>
    public long Made => Interlocked.Read(ref _made);

    /// <summary>When the last sample came, 100 ns ticks since 1601; 0 = none yet.</summary>
    public long LastSampleTicks => Interlocked.Read(ref _lastSampleTicks);

    public int Points => Volatile.Read(ref _points);

    /// <summary>Points that the machine refused.</summary>
    public int BadPoints => Volatile.Read(ref _badPoints);

    public void Set(bool connected, string detail) => _condition = new Condition(connected, detail);

    public void SetPoints(int good, int bad, IReadOnlyList<string> equipment)
    {
        Volatile.Write(ref _points, good);
        Volatile.Write(ref _badPoints, bad);
        _equipment = equipment;
    }

    public void AddReceived(int samples, long ticks)
    {
        Interlocked.Add(ref _received, samples);
        Interlocked.Exchange(ref _lastSampleTicks, ticks);
    }

    public void AddMade(int samples) => Interlocked.Add(ref _made, samples);

    public void AddSettled(int accepted, int dropped)
    {
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _dropped, dropped);
    }
}
