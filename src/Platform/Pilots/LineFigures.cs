using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Committing;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>
/// Counts every commit for its machines and its gateway, in the minute in which the gateway received the samples: a
/// backlog fills the minutes of the outage, and a machine's wrong clock moves nothing.
/// </summary>
internal sealed class LineFigures : ICommitListener
{
    /// <summary>No buffer holds more than this.</summary>
    private static readonly long MaxAgeTicks = TimeSpan.FromDays(366).Ticks;

    private readonly FigureBook _book;
    private readonly PendingFigures _pending;
    private readonly PointCatalogue _catalogue;
    private readonly MachineNames _machines;
    private readonly FigureDelta _delta = new();
    private readonly SubjectCounter _ofGateway;
    private readonly SubjectCounter _ofMachine;

    public LineFigures(
        FigureBook book, PendingFigures pending, Connectivity connectivity, PointCatalogue catalogue, Targets targets)
    {
        _book = book;
        _pending = pending;
        _catalogue = catalogue;
        _machines = new MachineNames(catalogue);
        _ofGateway = new SubjectCounter(_delta, connectivity, targets.TimelyWithin);
        _ofMachine = new SubjectCounter(_delta, connectivity, targets.TimelyWithin);
    }

    public void Prepare(CommitOutcome outcome, ReadOnlySpan<RecordOrigin> origins, ISideEntries entries)
    {
        _delta.Clear();
        for (var record = 0; record < origins.Length; record++)
        {
            if (outcome.IsNewRecord(record))
            {
                CountSamples(outcome, record, origins[record]);
            }
        }

        foreach (var change in outcome.Gaps)
        {
            CountGap(change, origins[change.Record]);
        }

        _ofGateway.Settle();
        _ofMachine.Settle();
        _pending.DrainTo(_delta);
        _book.Write(_delta, entries);
    }

    private void CountSamples(CommitOutcome outcome, int record, in RecordOrigin origin)
    {
        var samples = outcome.Records[record].Samples.Span;
        var gateway = origin.Gateway.Name;
        for (var i = 0; i < samples.Length; i++)
        {
            if (!outcome.IsNewSample(record, i))
            {
                continue;
            }

            ref readonly var sample = ref samples[i];
            var machine = _machines.Of(sample.Point);
            if (machine == MachineNames.Gateway)
            {
                // What the gateway says of itself is good while all that it reads is silent.
                continue;
            }

            var received = BelievedReceipt(sample.ReceivedTicks, origin.PublishedTicks);
            var latency = TimeSpan.FromTicks(origin.PublishedTicks - sample.SourceTicks);
            _ofGateway.Count(gateway, received, sample.Status, latency);
            if (machine.Length > 0)
            {
                _ofMachine.Count(machine, received, sample.Status, latency);
            }
        }
    }

    /// <summary>
    /// What a gateway received whose clock is wrong counts now: neither in a window that has not begun nor in one of ten years ago, which
    /// would become its subject's first.
    /// </summary>
    private static long BelievedReceipt(long receivedTicks, long nowTicks)
    {
        var age = nowTicks - receivedTicks;
        return age >= 0 && age <= MaxAgeTicks ? receivedTicks : nowTicks;
    }

    /// <summary>A gap that is new takes from completeness, in the minute in which it ended as it was told first; one that is filled gives the same back.</summary>
    private void CountGap(in GapChange change, in RecordOrigin origin)
    {
        if (!change.IsLoss && !change.IsFilled)
        {
            return;
        }

        var gap = change.Before ?? change.Gap;
        var times = change.IsLoss ? 1 : -1;
        var minute = Window.MinuteOf(UaTime.ToDateTimeOffset(BelievedReceipt(gap.FirstToTicks, gap.HeardTicks)));
        CountGap(origin.Gateway.Name, minute, (long)gap.SampleCount, times);
        var machines = MachinesOf(gap, origin.Gateway);
        foreach (var machine in machines)
        {
            // How much of a loss that several share was whose, nobody knows.
            CountGap(machine, minute, machines.Count == 1 ? (long)gap.SampleCount : 0, times);
        }
    }

    /// <summary>The known machines that may have lost something: of a gap that names neither machine nor points, every one of the gateway.</summary>
    private HashSet<string> MachinesOf(StoredGap gap, GatewayEntry gateway)
    {
        var known = _catalogue.Snapshot.GatewaysById[gateway.Id].Equipment.Select(machine => machine.Name);
        if (gap.Equipment.Length > 0)
        {
            return [.. known.Where(machine => machine == $"{gateway.Name}/equipment/{gap.Equipment}")];
        }

        return gap.Points.Length > 0 ? [.. gap.Points.Select(_machines.Of).Where(machine => machine.Length > 0 && machine != MachineNames.Gateway)] : [.. known];
    }

    private void CountGap(string subject, int minute, long lost, int times)
    {
        var figures = _delta.Of(subject, minute);
        figures[Count.Lost] += lost * times;
        figures[Count.UncountedGaps] += lost == 0 ? times : 0;
    }
}
