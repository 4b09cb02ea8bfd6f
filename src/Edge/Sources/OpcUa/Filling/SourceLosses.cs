using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// Sees to it that nothing is missing without a gap that says so: not between two clients, and not while the gateway was off; and has back what
/// the machine has kept of it.
/// </summary>
internal sealed class SourceLosses
{
    /// <summary>A gateway that is killed believes itself off by up to twice as much earlier.</summary>
    private static readonly TimeSpan RememberInterval = TimeSpan.FromSeconds(5);

    private readonly OpcUaSourceOptions _options;
    private readonly IntakeQueue _queue;
    private readonly SourceStatus _status;
    private readonly TimeProvider _time;
    private readonly SourceMemory _memory;
    private readonly GapFiller _filler;
    private readonly Lock _hearing = new();

    // When the points came to be read; what was before is told or made good when they all are.
    private long _since;

    // Until when the machine had been heard when so many samples had come from it, which were not all durable then.
    private (long Ticks, long Received)? _unsettled;

    // The end of what was lost between two clients is known when the second has begun.
    private PointHandler[] _lost = [];
    private bool _hasBegun;
    private volatile UaClient? _reading;
    private volatile TaskCompletionSource _begun = NewBegun();

    public SourceLosses(
        OpcUaSourceOptions options,
        string? memoryFolder,
        PointRegistry registry,
        IntakeQueue queue,
        SourceStatus status,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _queue, _status, _time) = (options, queue, status, time);
        _memory = new SourceMemory(memoryFolder, options.Name, logger);
        Book = new LossBook(registry, _memory);
        _filler = new GapFiller(options, _memory, Book, new FillWriter(queue, status, time), time, logger);
    }

    public LossBook Book { get; }

    /// <summary>
    /// Before the points are read: asks the machine of which it keeps a history. The first time of all, that is from when on nothing may be
    /// missing: a gateway that is killed at once has heard nothing yet, and lost what follows.
    /// </summary>
    public Task PrepareAsync(UaClient client, ItemTable items, CancellationToken cancellationToken)
    {
        _since = UaDateTime.Now(_time).Ticks;
        if (!_memory.HasHeard)
        {
            _memory.Hear(_since);
        }

        return _filler.LookAsync(client, items, cancellationToken);
    }

    /// <summary>All points are read (again): what was not until now is lost.</summary>
    public async Task BeginAsync(UaClient client, ItemTable items, CancellationToken cancellationToken)
    {
        var now = UaDateTime.Now(_time).Ticks;
        await ReportAsync(isOver: true, cancellationToken);
        _lost = [];
        if (!_hasBegun && _memory.FoundTicks > 0)
        {
            var group = _queue.Rent();
            long? from = _memory.FoundTicks < now ? _memory.FoundTicks : null; // the clock was set back
            Book.Report(Book.OfAll(items.Points, new LossTime(from, now), GapReason.GatewayOff), group);
            await _queue.WriteAsync(group, cancellationToken);
        }

        _hasBegun = true;
        _reading = client;
        Hear();
        _begun.TrySetResult();
    }

    /// <summary>A client has ended, by whatever: what its subscriptions would have brought until the next one begins is lost.</summary>
    public async Task EndAsync(PointReading reading, CancellationToken cancellationToken)
    {
        Hear();
        _reading = null;
        _begun = NewBegun();
        PointHandler[] lost = [.. reading.Handlers.Where(handler => handler.HasReceived)];
        if (!cancellationToken.IsCancellationRequested && lost.Length > 0)
        {
            // What an attempt in between has lost, that was made before all points were read, is part of what was lost before it.
            _lost = _lost.Length == 0 ? lost : _lost;
            await ReportAsync(isOver: false, cancellationToken);
        }
    }

    /// <summary>Has back what was missed, from when all points are read until it is cancelled.</summary>
    public async Task FillAsync(UaClient client, ItemTable items, CancellationToken cancellationToken)
    {
        await _begun.Task.WaitAsync(cancellationToken);
        await _filler.RunAsync(client, items, cancellationToken);
    }

    /// <summary>There may be other points than before: has the machine asked for the history of which it keeps.</summary>
    public void Look() => _memory.Wake();

    /// <summary>Keeps what must outlive the process, until it is cancelled.</summary>
    public async Task RememberAsync(CancellationToken cancellationToken)
    {
        var saving = _memory.RunAsync(cancellationToken);
        using var timer = new PeriodicTimer(RememberInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Hear();
            }
        }
        finally
        {
            await saving;
        }
    }

    private static TaskCompletionSource NewBegun() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// A line that is up has been silent for less than it takes to call it lost; of one that is not, what was known last stays. What has come
    /// counts once it is durable: a gateway that is killed before has not had it.
    /// </summary>
    private void Hear()
    {
        if (_reading is not { State.IsConnected: true })
        {
            return;
        }

        lock (_hearing)
        {
            HearSettled();
            var now = UaDateTime.Now(_time).Ticks;
            var heard = Math.Max(Math.Max(_status.LastSampleTicks, _since), now - _options.StaleAfter.Ticks);
            _unsettled ??= (Math.Min(now, heard), _status.Received);
            HearSettled();
        }
    }

    private void HearSettled()
    {
        if (_unsettled is { } then && _status.Accepted + _status.Dropped >= then.Received)
        {
            _memory.Hear(then.Ticks);
            _unsettled = null;
        }
    }

    private async Task ReportAsync(bool isOver, CancellationToken cancellationToken)
    {
        foreach (var handler in _lost)
        {
            await handler.ReportLossAsync(isOver, cancellationToken);
        }
    }
}
