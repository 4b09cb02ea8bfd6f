using IndustrialGateway.Buffering;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Simulation.Gateway;
using IndustrialGateway.Simulation.Platform;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Running;

/// <summary>
/// Knows what must be true at every moment and at the end: nothing that was said to be durable is missing unless a gap tells so,
/// nothing is there twice or was never made, and only what is committed is acknowledged.
/// </summary>
internal sealed class Oracle(World world)
{
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(1.5);

    /// <summary>Declarations, states, probes, and a first record that is larger than the window.</summary>
    private const long MostBesideBlocks = 2 << 20;

    private readonly Dictionary<(PlatformRun Run, int Point), long> _current = [];
    private readonly HashSet<UInt128> _epochs = [];

    /// <summary>What must be true at any moment.</summary>
    public void Look()
    {
        if (world.Gateway is { Process.IsDead: false, Store: { } store })
        {
            _epochs.Add(store.Epoch);
            foreach (var log in store.Logs)
            {
                CheckAcknowledged(log);
                CheckAccount(log);
            }
        }

        // What the machine hands in again comes as if it were new; a clock that is set makes what waited look newer than it is.
        if (world.Platform is { Process.IsDead: false } platform && !world.Scenario.Machine.HandsInAgain
            && !world.Scenario.Faults.Contains(Fault.ClockSet))
        {
            CheckCurrent(platform);
        }
    }

    /// <summary>Whether nothing waits any more.</summary>
    public bool IsDrained() =>
        world.Gateway is { Process.IsDead: false, Store: { } store, Source: { } source } && world.Scenario.Machine.Unsettled.Count == 0
        && source.Status.Received == source.Status.Accepted
        && store.Logs.All(log => log.Buffer.Statistics is { Samples: 0, Records: 0, UnsyncedBytes: 0 });

    public string Waiting() => world.Gateway is { Store: { } store } gateway
        ? string.Join(", ", store.Logs.Select(log => $"{log.Class}: {log.Buffer.Statistics}")) + $", unsettled {world.Scenario.Machine.Unsettled.Count}, dead {gateway.Process.IsDead}"
        : "the gateway is not open";

    /// <summary>What must be true at the end.</summary>
    /// <param name="mayLoseUntold">Bits were flipped in what was durable.</param>
    public void Audit(bool mayLoseUntold)
    {
        Dictionary<(string Path, long Number), int> stored = [];
        foreach (var sample in world.History.Samples)
        {
            var path = world.Catalogue.Points[sample.Point];
            var number = MachinePoint.NumberOf(sample.Value);
            var made = world.Scenario.Machine.Points.Single(point => point.Path == path).Made.ElementAtOrDefault((int)number);
            Check(made is not null && made.Ticks == sample.SourceTicks && made.Point.ValueOf(number).Equals(sample.Value),
                $"{path} has a value {number} that was never made");
            stored[(path, number)] = stored.GetValueOrDefault((path, number)) + 1;
        }

        var twice = stored.Where(sample => sample.Value > 1).Select(sample => $"{sample.Key.Path} {sample.Key.Number}").ToList();
        Check(twice.Count == 0, $"{twice.Count} samples are stored twice: {string.Join(", ", twice.Take(5))}");
        CheckMissing(stored, mayLoseUntold);
        CheckSentOnce();
        Check(
            world.Line.MostBytes <= world.Scenario.Gateway.Uplink.WindowBytes + MostBesideBlocks,
            $"{world.Line.MostBytes} bytes were under way, more than the window of {world.Scenario.Gateway.Uplink.WindowBytes}");
    }

    /// <summary>What came once all was whole was stored soon, whatever waited to be sent beside it.</summary>
    public void CheckLive(long since)
    {
        var beginning = UaTime.FromDateTimeOffset(world.Scheduler.World.Time.GetUtcNow()) - world.Scheduler.Now;
        for (var index = 0; index < world.History.Samples.Count && IsQuickEnough(); index++)
        {
            var made = world.History.Samples[index].SourceTicks - beginning;
            var took = TimeSpan.FromTicks(world.History.CommittedAt[index] - made);
            Check(made < since || took <= MostLate, $"a value that came when all was whole took {took} to be stored");
        }
    }

    // Sources that wait for room are late themselves.
    private bool IsQuickEnough() => world.Scenario.Gateway.Buffer is { Process.WhenFull: WhenFull.DropOldest, Alarm.WhenFull: WhenFull.DropOldest, Diagnostic.WhenFull: WhenFull.DropOldest }
        && world.Scenario.Machine.Points.All(point => point.TextLength < 1000);

    private void CheckMissing(Dictionary<(string Path, long Number), int> stored, bool mayLoseUntold)
    {
        List<MadeSample> missing =
        [
            .. world.Scenario.Machine.Points.SelectMany(point => point.Made)
                .Where(made => made.IsAccepted && !stored.ContainsKey((made.Point.Path, made.Number))),
        ];
        var told = world.History.Gaps.Sum(gap => (long)gap.SampleCount);
        var gaps = string.Join(", ", world.History.Gaps.Where(gap => gap.SampleCount > 0).Select(gap => $"{gap.SampleCount} {gap.Reason}"));
        world.Say($"{missing.Count} samples are missing, told are {told}: {gaps}");
        Check(
            missing.Count <= told + Shared(told) || (mayLoseUntold && world.History.Gaps.Count > 0),
            $"{missing.Count} samples that were said to be durable are missing, and {told} are told to be lost ({gaps}): "
            + string.Join(", ", missing.Take(5).Select(made => $"{made.Point.Path} {made.Number}")));
        CheckToldTruly(stored, told);
    }

    /// <summary>What was told to be lost is not there, and what was stored has not come in another record too.</summary>
    private void CheckToldTruly(Dictionary<(string Path, long Number), int> stored, long told)
    {
        var damaged = world.Gateway?.Store?.Logs.Sum(log => log.Buffer.Statistics.DamagedSamples) ?? 0;
        var absent = world.Scenario.Machine.Points.Sum(point => (long)point.Made.Count) - stored.Count;
        Check(
            ComesTwice() || told <= absent + damaged + Shared(told),
            $"{told} samples are told to be lost; {absent} of those that were made are not stored, and {damaged} were in records that went bad");
    }

    private void CheckSentOnce() => Check(
        ComesTwice() || world.History.DuplicateSamples == 0,
        $"{world.History.DuplicateSamples} samples came again in other records, and nobody sent them twice");

    /// <summary>Whether samples come in two records by intent: the machine hands them in again, or the gateway offers all again under a new epoch.</summary>
    private bool ComesTwice() => world.Scenario.Machine.HandsInAgain || _epochs.Count > 1;

    // Of a segment that went when a part of it was stored, the samples are shared out evenly among the two.
    private static long Shared(long told) => told == 0 ? 0 : 2 + (told / 20);

    /// <summary>What the buffer believes to be safe elsewhere is committed there, under whichever epoch.</summary>
    private void CheckAcknowledged(GatewayLog log)
    {
        var committed = new SequenceSet();
        foreach (var epoch in _epochs)
        {
            var stored = world.History.Stored(new StreamKey(PlatformRun.GatewayKey, epoch, (byte)WireLog.Of(log.Class)));
            committed.Add(1, stored.StoredBefore);
            foreach (var range in stored.Ranges)
            {
                committed.Add(range.First, range.End);
            }
        }

        var before = log.Buffer.AcknowledgedBefore;
        Check(committed.Covers(1, before), $"the {log.Class} log believes all before {before} to be stored, which is so before {committed.Before}");
    }

    /// <summary>Everything that was taken is somewhere (G5).</summary>
    private static void CheckAccount(GatewayLog log)
    {
        var it = log.Buffer.Statistics;
        var known = it.AcknowledgedSamples + it.Samples + it.EvictedSamples + it.ExpiredSamples + it.ShedSamples + it.DamagedSamples
            + it.UnfinishedSamples;
        Check(it.TakenSamples == known, $"the {log.Class} log took {it.TakenSamples} samples and knows of {known}: {it}");
        Check(it.UnsyncedBytes <= 16 << 20, $"the {log.Class} log holds {it.UnsyncedBytes} bytes in memory");
    }

    /// <summary>Current values never go back while one run of the platform lives.</summary>
    private void CheckCurrent(PlatformRun platform)
    {
        foreach (var (id, path) in world.Catalogue.Points)
        {
            var sample = new Sample[1];
            platform.Live.Read([id], sample);
            if (sample[0].Point == 0)
            {
                continue;
            }

            var number = MachinePoint.NumberOf(sample[0].Value);
            var before = _current.GetValueOrDefault((platform, id), -1);
            Check(number >= before, $"the current value of {path} went back from {before} to {number}");
            _current[(platform, id)] = number;
        }
    }

    private static void Check(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new SimulationException(otherwise);
        }
    }
}
