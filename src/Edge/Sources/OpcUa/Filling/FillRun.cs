using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.History;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// Reads one gap's interval from a machine's history, some nodes at a time, oldest first. Who was interrupted goes on where the values
/// ended; what is read twice is one sample to the historian.
/// </summary>
internal sealed class FillRun(PendingFill fill, ItemTable items, FillWriter writer, TimeSpan publishing, TimeProvider time)
{
    /// <summary>Read together; a process that ends reads these again.</summary>
    private const int NodesAtOnce = 100;

    /// <summary>A gap with more values is not filled whole.</summary>
    private const ulong MaxValues = 10_000_000;

    // Part 4 §7.39.1: what a server adds to a code on the way; of a stored value, how it came to be stored.
    private const uint InfoBits = 0x0fff;

    private const uint BadOutOfMemory = 0x80030000;
    private const uint BadResourceUnavailable = 0x80040000;

    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(1);

    private static readonly HistoryOptions Options = new() { ValuesPerPage = 5_000, ValuesPerRequest = 20_000 };

    private NodeProgress[] _chunk = [];

    /// <summary>As it is now.</summary>
    public PendingFill Fill { get; private set; } = fill;

    public bool IsDone => Fill.Done >= Fill.Nodes.Count;

    /// <summary>Reads the next nodes to their ends.</summary>
    /// <exception cref="UaException">The line broke, or the machine cannot answer now: to be called again.</exception>
    public async Task ContinueAsync(UaSession session, CancellationToken cancellationToken)
    {
        if (_chunk.Length == 0)
        {
            _chunk = Chunk();
        }

        Bound();

        // One that is read from long before must not make that be read of the others, too.
        foreach (var together in Open(session).ToArray().GroupBy(each => each.Progress.From.Ticks / TimeSpan.TicksPerMinute))
        {
            await ReadAsync([.. together], session, cancellationToken);
        }

        var read = _chunk.Aggregate(0UL, (sum, node) => sum + node.Count);
        Fill = Fill with
        {
            Done = Math.Min(Fill.Nodes.Count, Fill.Done + NodesAtOnce),
            Count = Fill.Count + read,
            IsPartial = Fill.IsPartial || _chunk.Length < Math.Min(NodesAtOnce, Fill.Nodes.Count - Fill.Done) || _chunk.Any(node => node.IsFailed),
            Failures = 0,
        };
        _chunk = [];
    }

    /// <summary>The machine has answered nothing useful once more.</summary>
    public void Fail() => Fill = Fill with { Failures = Fill.Failures + 1 };

    /// <summary>What is to be said of the gap now; null when some of it is still missing.</summary>
    public Gap? Filled()
    {
        var there = LeadsByNode();
        var points = Fill.Nodes.Where(there.ContainsKey).Select(node => (uint)there[node].Point.Point).ToArray();
        return Fill.IsPartial || points.Length < Fill.Nodes.Count
            ? null
            : new Gap(points, Fill.FromTicks, Fill.ToTicks, SampleCount: 0, Fill.Reason, Equipment: "")
            {
                Id = Fill.Id,
                FilledTicks = UaDateTime.Now(time).Ticks,
                FilledCount = Fill.Count,
            };
    }

    /// <summary>Nodes that are not read any longer are left out.</summary>
    private NodeProgress[] Chunk()
    {
        var there = LeadsByNode();
        return
        [
            .. Fill.Nodes.Skip(Fill.Done).Take(NodesAtOnce).Where(there.ContainsKey)
                .Select(node => new NodeProgress(there[node].Point, there[node].LeadTicks)),
        ];
    }

    private Dictionary<string, (PlannedPoint Point, long? LeadTicks)> LeadsByNode()
    {
        var wanted = Fill.Nodes.ToHashSet(StringComparer.Ordinal);
        return items.Leads
            .Where(each => each.Point.Events is null)
            .Select(each => (Node: each.Point.Node.ToString(), Lead: each))
            .Where(each => wanted.Contains(each.Node))
            .ToDictionary(each => each.Node, each => each.Lead, StringComparer.Ordinal);
    }

    private IEnumerable<(NodeId Node, NodeProgress Progress)> Open(UaSession session)
    {
        foreach (var progress in _chunk.Where(each => !each.IsDone))
        {
            if (session.Namespaces.TryResolve(progress.Point.Node, out var node))
            {
                progress.Resume();
                yield return (node, progress);
            }
            else
            {
                progress.End(isFailed: true);
            }
        }
    }

    /// <summary>
    /// The gap by the machine's clocks. It begins a little earlier, because what was sampled then may have been for a later message, and some
    /// messages take longer than others; the values around it are there already, and stay one.
    /// </summary>
    private void Bound()
    {
        var ahead = items.ServerLeadTicks ?? 0;
        foreach (var node in _chunk)
        {
            node.Bound(
                (Fill.FromServerTicks ?? Fill.FromTicks + ahead) - (publishing + Jitter).Ticks,
                (Fill.ToServerTicks ?? Fill.ToTicks + ahead) + publishing.Ticks);
        }
    }

    private async Task ReadAsync((NodeId Node, NodeProgress Progress)[] open, UaSession session, CancellationToken cancellationToken)
    {
        // Where the furthest behind stands; the others pass over what they have.
        var begin = new UaDateTime(open.Min(each => each.Progress.From.Ticks));
        var to = new UaDateTime(open.Max(each => each.Progress.To.Ticks));
        var reader = new HistoryReader(session, Options);
        await foreach (var page in reader.ReadRawAsync([.. open.Select(each => each.Node)], begin, to, cancellationToken))
        {
            var progress = open[page.Index].Progress;
            if (page.Status.IsBad && IsPassing(page.Status))
            {
                throw new UaException(page.Status, $"The history of {progress.Point.Node} cannot be read now: {page.Status}.");
            }

            await TakeAsync(page, progress, session, cancellationToken);
            if (page.IsLast)
            {
                progress.End(isFailed: page.Status.IsBad);
            }
        }
    }

    private async Task TakeAsync(HistoryPage page, NodeProgress progress, UaSession session, CancellationToken cancellationToken)
    {
        List<Sample> samples = [];
        var now = UaDateTime.Now(time).Ticks;
        foreach (var value in page.Values)
        {
            var sourceTime = value.SourceTimestamp.IsNull ? value.ServerTimestamp : value.SourceTimestamp;
            if (sourceTime.IsNull || !progress.TryTake(sourceTime.Ticks))
            {
                continue;
            }

            var decoded = value with
            {
                Value = await session.DataTypes.DecodeAsync(value.Value, cancellationToken),
                SourceTimestamp = sourceTime,
                Status = new StatusCode(value.Status.Value & ~InfoBits),
            };
            samples.Add(ValueMapping.SampleOf(progress.Point.Point, decoded, now, session.Namespaces) with { IsFilled = true });
        }

        if (Fill.Count + _chunk.Aggregate(0UL, (sum, node) => sum + node.Count) > MaxValues)
        {
            throw new UaException(StatusCode.BadTooManyMatches, $"The gap has more than {MaxValues} values.");
        }

        // A path may be another node's meanwhile.
        if (samples.Count > 0 && items.Points.Contains(progress.Point))
        {
            await writer.WriteAsync(samples.ToArray(), cancellationToken);
        }
    }

    /// <summary>Whether the machine may answer better another time.</summary>
    private static bool IsPassing(StatusCode status) =>
        status.Code == StatusCode.BadNoContinuationPoints || status.Code == StatusCode.BadContinuationPointInvalid
        || status.Code == StatusCode.BadTimeout || status.Code == StatusCode.BadTooManyOperations
        || status.Value is BadResourceUnavailable or BadOutOfMemory;
}
