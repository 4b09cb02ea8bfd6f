using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Browses many nodes with few requests and follows continuation points to their end, or to where a server is taken for endless:
/// a continuation point that comes again, pages that bring nothing, too many pages or references (BadTooManyMatches for that node).
/// </summary>
internal sealed class Browser(UaSession session, BrowseOptions options)
{
    private const int MaxEmptyPages = 3;

    /// <summary>Results in the order of the nodes; a node that fails costs only itself.</summary>
    public async Task<List<BrowsedNode>> BrowseAsync(IReadOnlyList<NodeId> nodes, CancellationToken cancellationToken)
    {
        var results = new List<BrowsedNode>(nodes.Count);
        for (var at = 0; at < nodes.Count; at = results.Count)
        {
            var part = nodes.Skip(at).Take(session.Limits.NodesPerBrowse).ToArray();
            var firsts = await Batches.CallAsync(
                part,
                part.Length,
                some => FirstPagesAsync(some, cancellationToken),
                static (_, failure) => new BrowseResult { Status = failure.Status },
                session.ChannelEnded).ConfigureAwait(false);
            for (var i = 0; i < part.Length; i++)
            {
                results.Add(await CompleteAsync(part[i], firsts[i], cancellationToken).ConfigureAwait(false));
            }
        }

        return results;
    }

    private async Task<BrowseResult[]> FirstPagesAsync(NodeId[] nodes, CancellationToken cancellationToken)
    {
        var request = new BrowseRequest
        {
            RequestedMaxReferencesPerNode = options.ReferencesPerPage,
            NodesToBrowse = [.. nodes.Select(options.Of)],
        };
        return (await session.SendAsync<BrowseResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
    }

    private async Task<BrowsedNode> CompleteAsync(NodeId node, BrowseResult first, CancellationToken cancellationToken)
    {
        // The server had no continuation point left while other nodes of the request held theirs: alone it gets one.
        if (first.Status.Code == StatusCode.BadNoContinuationPoints)
        {
            first = (await FirstPagesAsync([node], cancellationToken).ConfigureAwait(false)).FirstOrDefault() ?? first;
        }

        var references = new List<ReferenceDescription>(first.References);
        var page = first;
        var pages = 1;
        var emptyPages = 0;
        while (page.Status.IsGood && page.ContinuationPoint is { Length: > 0 } point)
        {
            var next = await NextPageAsync(point, release: false, cancellationToken).ConfigureAwait(false);
            emptyPages = next.References.Length == 0 ? emptyPages + 1 : 0;
            references.AddRange(next.References);
            var isEndless = ++pages >= options.MaxPages || emptyPages >= MaxEmptyPages
                || references.Count > options.MaxReferences || IsSamePage(page, next);
            if (isEndless && next.ContinuationPoint is { Length: > 0 } left)
            {
                await NextPageAsync(left, release: true, cancellationToken).ConfigureAwait(false);
                return new BrowsedNode(node, StatusCode.BadTooManyMatches, references);
            }

            page = next;
        }

        return new BrowsedNode(node, page.Status, references);
    }

    // The point alone may come again: some servers name the rest of a browse by one number to its end.
    private static bool IsSamePage(BrowseResult one, BrowseResult two) =>
        one.ContinuationPoint.AsSpan().SequenceEqual(two.ContinuationPoint) && one.References.SequenceEqual(two.References);

    private async Task<BrowseResult> NextPageAsync(byte[] point, bool release, CancellationToken cancellationToken)
    {
        var request = new BrowseNextRequest { ReleaseContinuationPoints = release, ContinuationPoints = [point] };
        var response = await session.SendAsync<BrowseNextResponse>(request, cancellationToken).ConfigureAwait(false);
        return response.Results is [var result] ? result
            : release ? new BrowseResult()
            : throw new UaException(StatusCode.BadUnknownResponse, $"{response.Results.Length} results came for one continuation point.");
    }
}
