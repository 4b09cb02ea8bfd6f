using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.History;

/// <summary>One read of history from its first request to its last page. Nodes that have begun are read on first, because servers keep few continuation points.</summary>
internal sealed class HistoryRun
{
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(1);

    private readonly UaSession _session;
    private readonly HistoryOptions _options;
    private readonly UaDateTime _from;
    private readonly UaDateTime _to;
    private LinkedList<NodeHistory> _left;
    private int _nodesPerCall;
    private uint _valuesPerNode;

    public HistoryRun(UaSession session, HistoryOptions options, IReadOnlyList<NodeId> nodes, UaDateTime from, UaDateTime to)
    {
        _session = session;
        _options = options;
        _from = from;
        _to = to;
        _left = new LinkedList<NodeHistory>(nodes.Select((node, index) => new NodeHistory(index, node)));
        _nodesPerCall = session.Limits.NodesPerHistoryRead;
        var together = Math.Clamp(Math.Min(nodes.Count, _nodesPerCall), 1, options.ValuesPerRequest);
        _valuesPerNode = Math.Min(options.ValuesPerPage, (uint)(options.ValuesPerRequest / together));
    }

    public bool IsComplete => _left.Count == 0;

    /// <summary>The next request's pages; none when it has to be made smaller.</summary>
    public async Task<IReadOnlyList<HistoryPage>> NextAsync(CancellationToken cancellationToken)
    {
        NodeHistory[] part = [.. _left.Take(_nodesPerCall)];
        try
        {
            var results = await CallAsync(part, release: false, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < part.Length; i++)
            {
                _left.RemoveFirst();
            }

            return await TakeAsync(part, results).ConfigureAwait(false);
        }
        catch (UaException failure) when (Batches.IsTooLarge(failure.Status) && (part.Length > 1 || _valuesPerNode > 1))
        {
            _nodesPerCall = Math.Max(1, part.Length / 2);
            _valuesPerNode = part.Length > 1 ? _valuesPerNode : _valuesPerNode / 2;
            return [];
        }
    }

    /// <summary>Lets the server forget where it stopped; one that does not hear of it forgets with the session.</summary>
    public async Task ReleaseAsync()
    {
        var open = _left.Where(node => node.Point is not null).ToArray();
        _left = [];
        foreach (var part in open.Chunk(_nodesPerCall))
        {
            await ReleaseAsync(part).ConfigureAwait(false);
        }
    }

    private async Task<List<HistoryPage>> TakeAsync(NodeHistory[] part, HistoryReadResult[] results)
    {
        var pages = new List<HistoryPage>(part.Length);
        var again = new List<NodeHistory>();
        var endless = new List<NodeHistory>();
        foreach (var (node, result) in part.Zip(results))
        {
            if (result.Status.Code == StatusCode.BadNoContinuationPoints && part.Length > 1 && !node.HasBegun)
            {
                _nodesPerCall = Math.Max(1, part.Length / 2); // with fewer at a time they get theirs
                again.Add(node);
                continue;
            }

            var status = node.Take(result, _options);
            var isOpen = node.Point is not null;
            if (isOpen)
            {
                (status.IsBad ? endless : again).Add(node);
            }

            pages.Add(new HistoryPage(node.Index, node.Node, status, Within(result.Values), IsLast: !isOpen || status.IsBad));
        }

        foreach (var node in again.AsEnumerable().Reverse())
        {
            _left.AddFirst(node);
        }

        await ReleaseAsync([.. endless]).ConfigureAwait(false);
        return pages;
    }

    // Some servers give the value at the end too, or bounds that nobody asked for.
    private DataValue[] Within(DataValue[] values) =>
        _options.ReturnBounds || Array.TrueForAll(values, IsWithin) ? values : Array.FindAll(values, IsWithin);

    private bool IsWithin(DataValue value)
    {
        var time = value.SourceTimestamp.IsNull ? value.ServerTimestamp : value.SourceTimestamp;
        return time.IsNull || (time.Ticks >= _from.Ticks && time.Ticks < _to.Ticks);
    }

    private async Task ReleaseAsync(NodeHistory[] nodes)
    {
        if (nodes.Length == 0 || _session.Lost.IsCompleted)
        {
            return;
        }

        // A courtesy, also of one who is stopped: it must not keep him.
        using var patience = new CancellationTokenSource(ReleaseTime, _session.Time);
        try
        {
            await CallAsync(nodes, release: true, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is UaException or OperationCanceledException)
        {
            // The server lets go of them by itself, in time.
        }
    }

    private async Task<HistoryReadResult[]> CallAsync(NodeHistory[] part, bool release, CancellationToken cancellationToken)
    {
        var request = new HistoryReadRequest
        {
            Details = new ReadRawModifiedDetails(_from, _to, _valuesPerNode, _options.ReturnBounds).ToExtensionObject(),
            TimestampsToReturn = _options.Timestamps,
            ReleaseContinuationPoints = release,
            NodesToRead = [.. part.Select(node => new HistoryReadValueId(node.Node, node.Point))],
        };
        var response = await _session.SendAsync<HistoryReadResponse>(request, cancellationToken).ConfigureAwait(false);
        return release || response.Results.Length == part.Length
            ? response.Results
            : throw new UaException(StatusCode.BadUnknownResponse, $"{response.Results.Length} results came for the history of {part.Length} nodes.");
    }
}
