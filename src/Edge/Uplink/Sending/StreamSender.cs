using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.V1;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>
/// Sends on one stream what is durable, the most urgent first: what has just come before what waited, alarms before
/// measurements before diagnostics. Declares points before the first record that uses them, and sends again when the platform
/// asks for declarations that it lacks.
/// </summary>
internal sealed class StreamSender : IDisposable
{
    /// <summary>Live records that are older than this when their turn comes are live no longer: the path is too slow for all of them.</summary>
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(2);

    private readonly UplinkContext _uplink;
    private readonly PathConnection _path;
    private readonly GatewayStore _store;
    private readonly LogLanes[] _logs;
    private readonly MessageWriter _writer;
    private readonly SendWindow _window;
    private readonly BacklogPace _pace;
    private readonly LinkProbes _probes;
    private readonly PathFitting _fitting;
    private readonly ITimer _gathered;
    private readonly Wakeup _wakeup = new();
    private int _declareAgainFrom;
    private bool _wasActive;

    /// <summary>Alarms below this are sent by another path, or were sent on this one too.</summary>
    private long _copiedBefore;

    /// <summary>Aliases 1 to this are declared on this stream or were known before.</summary>
    private int _declared;

    /// <param name="uplink">What all streams share.</param>
    /// <param name="path">Which way this stream goes, and which of the logs go by it.</param>
    /// <param name="plans">What is to be sent, the most urgent first.</param>
    /// <param name="packer">Makes the blocks.</param>
    /// <param name="link">The stream.</param>
    public StreamSender(UplinkContext uplink, PathConnection path, IReadOnlyList<LogPlan> plans, BlockPacker packer, Link link)
    {
        (_uplink, _path, _store) = (uplink, path, uplink.Store);
        (_writer, _window, _pace, _probes) = (link.Writer, link.Window, link.Pace, link.Probes);
        _fitting = new PathFitting(path.Path, link.Pace, uplink.Options.Compress, uplink.Time);
        _gathered = uplink.Time.CreateTimer(_ => _wakeup.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _logs = [.. plans.Select(plan => new LogLanes(plan, packer, uplink.Quarantine))];
        _copiedBefore = _logs[0].Plan.Live;
    }

    private bool CarriesLive(LogLanes log) => _path.Carries(log.Plan.Log, isLate: false);

    private bool IsActive => _uplink.Choice.Active == _path.Path;

    /// <summary>What the sender shares with who listens to the stream.</summary>
    internal sealed record Link(MessageWriter Writer, SendWindow Window, BacklogPace Pace, LinkProbes Probes);

    /// <summary>The platform lacks declarations: they and everything not acknowledged go again. From any thread.</summary>
    public void DeclareAgain(int first)
    {
        // The lower one, where it has asked twice.
        for (var asked = Volatile.Read(ref _declareAgainFrom); asked == 0 || first < asked;)
        {
            var found = Interlocked.CompareExchange(ref _declareAgainFrom, first, asked);
            if (found == asked)
            {
                break;
            }

            asked = found;
        }

        _wakeup.Set();
    }

    /// <summary>The path of the data has changed: where it left this one, what is under way here goes again by the other. From any thread.</summary>
    public void TakeTurns()
    {
        if (!IsActive)
        {
            GiveBack();
        }

        _wakeup.Set();
    }

    /// <summary>Has everything that is not acknowledged sent again. From any thread.</summary>
    public void GiveBack()
    {
        foreach (var log in _window.Clear().GroupBy(parcel => parcel.Log, parcel => parcel.Range))
        {
            PlanOf(log.Key).SendAgain(log);
        }
    }

    /// <summary>Takes what the platform has stored. From the thread that listens.</summary>
    /// <exception cref="InvalidDataException">It cannot have stored that.</exception>
    public void Acknowledge(Acknowledgement told, long windowBytes)
    {
        var plan = _logs.FirstOrDefault(log => log.Plan.Log == told.Log)?.Plan
            ?? throw new InvalidDataException($"the platform acknowledged records of a log {(int)told.Log} that there is not");
        plan.Acknowledge(told);
        _window.Limit(windowBytes);
        _pace.Acknowledged(_window.Acknowledge(plan), windowBytes);
        _wakeup.Set();
    }

    /// <summary>Runs until cancelled or until a buffer or the stream ends.</summary>
    /// <param name="knownPoints">Aliases that the platform knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(int knownPoints, CancellationToken cancellationToken)
    {
        _declared = Math.Min(knownPoints, _store.Points.DurableCount);
        List<IDisposable> watches = [.. _logs.Select(log => log.Plan.Buffer.Watch(_wakeup.Set))];
        Array.ForEach(_logs, log => log.Plan.GivenBack += _wakeup.Set);
        _path.Strands.Changed += _wakeup.Set;
        try
        {
            await DeclareAsync();
            while (true)
            {
                await GoBackAsync();
                if (Next() is { } parcel)
                {
                    await SendAsync(parcel);
                }
                else
                {
                    await _wakeup.WaitAsync(cancellationToken);
                }
            }
        }
        finally
        {
            watches.ForEach(watch => watch.Dispose());
            Array.ForEach(_logs, log => log.Plan.GivenBack -= _wakeup.Set);
            _path.Strands.Changed -= _wakeup.Set;
        }
    }

    public void Dispose()
    {
        _gathered.Dispose();
        foreach (var log in _logs)
        {
            log.Dispose();
        }
    }

    private Parcel? Next()
    {
        var (room, isEmpty) = (_window.Room, _window.Bytes == 0);
        if (!IsActive)
        {
            _wasActive = false;
            return CarriesLive(_logs[0]) ? NextCopy(room, isEmpty) : null;
        }

        if (!_wasActive)
        {
            _wasActive = true;
            Array.ForEach(Array.FindAll(_logs, CarriesLive), log => log.Plan.Resume());
        }

        foreach (var log in _logs)
        {
            if (!CarriesLive(log))
            {
                continue;
            }

            LeaveBehindWhatIsLate(log);
            if (log.Plan.HasLive && !Gathers(log))
            {
                return PackLive(log, log.Plan.Live, room, isEmpty);
            }
        }

        return NextLate(room, isEmpty);
    }

    /// <summary>Alarms go by all paths at once, so that none waits for another path to be found dead.</summary>
    private Parcel? NextCopy(int room, bool isEmpty)
    {
        var alarms = _logs[0];
        var from = Math.Max(_copiedBefore, alarms.Plan.Buffer.AcknowledgedBefore);
        if (from >= alarms.Plan.Buffer.DurableBefore || PackLive(alarms, from, room, isEmpty) is not { } parcel)
        {
            return null;
        }

        _copiedBefore = parcel.Range.End;
        return parcel with { IsCopy = true };
    }

    private Parcel? PackLive(LogLanes log, long from, int room, bool isEmpty) => log.Live.Pack(
        new SequenceRange(from, log.Plan.Buffer.DurableBefore - from),
        Math.Min(_uplink.Options.BlockBytes, room),
        isEmpty ? int.MaxValue : room,
        _fitting.Compresses);

    private Parcel? NextLate(int room, bool isEmpty)
    {
        var late = _window.LateBytes;
        var target = Math.Min(Math.Min(_uplink.Options.BlockBytes, _pace.BlockBytes), Math.Min(room, _pace.Bytes - (int)late));
        var most = late > 0 ? target : isEmpty ? int.MaxValue : room;
        foreach (var log in _logs)
        {
            if (_path.Carries(log.Plan.Log, isLate: true) && log.Plan.NextLate() is { } range)
            {
                return log.Late.Pack(range, target, most, _fitting.Compresses);
            }
        }

        return null;
    }

    /// <summary>What has just come waits a moment for more of it, where the path is long.</summary>
    private bool Gathers(LogLanes log)
    {
        var left = _fitting.Gathering(log.Plan.Log);
        if (left > TimeSpan.Zero)
        {
            _gathered.Change(left, Timeout.InfiniteTimeSpan);
        }

        return left > TimeSpan.Zero;
    }

    private void LeaveBehindWhatIsLate(LogLanes log)
    {
        if (log.Plan.HasLive && log.Live.AppendedAt(log.Plan.Live) is { } appended && _uplink.Time.GetUtcNow() - appended > MostLag)
        {
            log.Plan.FallBehind();
        }
    }

    private async ValueTask SendAsync(Parcel parcel)
    {
        await DeclareAsync();
        if (parcel.IsCopy)
        {
            PlanOf(parcel.Log).Copying(parcel.Range);
        }
        else
        {
            PlanOf(parcel.Log).Sending(parcel.Range, parcel.IsLate);
            _fitting.Sending(parcel);
        }

        _window.Sending(parcel);
        await _writer.WriteAsync(parcel.Message);
        if (parcel.IsLate)
        {
            await _probes.AskAsync();
        }
    }

    /// <summary>The table is durable before the records are: what is declared now covers all that can be read now.</summary>
    private async ValueTask DeclareAsync()
    {
        var last = _store.Points.DurableCount;
        if (last == _declared)
        {
            return;
        }

        foreach (var message in UplinkMessages.Declarations(_store.Points, _declared + 1, last))
        {
            await _writer.WriteAsync(message);
        }

        _declared = last;
    }

    private async ValueTask GoBackAsync()
    {
        if (Interlocked.Exchange(ref _declareAgainFrom, 0) is > 0 and var first)
        {
            _declared = Math.Clamp(first - 1, 0, _declared);
            await DeclareAsync();
            GiveBack();
        }
    }

    private LogPlan PlanOf(Log log) => _logs.First(sending => sending.Plan.Log == log).Plan;
}
