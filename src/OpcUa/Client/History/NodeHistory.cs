using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.History;

/// <summary>Where the reading of one node's history stands, and whether its server comes to an end.</summary>
internal sealed class NodeHistory(int index, NodeId node)
{
    private const int MaxEmptyPages = 3;

    private int _pages;
    private int _emptyPages;
    private long _values;
    private DataValue[] _page = [];

    public int Index { get; } = index;

    public NodeId Node { get; } = node;

    /// <summary>Where the server stopped; null before the first page and after the last.</summary>
    public byte[]? Point { get; private set; }

    public bool HasBegun => _pages > 0;

    /// <summary>Takes the node's next page; gives its status, or BadTooManyMatches when the server does not come to an end.</summary>
    public StatusCode Take(HistoryReadResult result, HistoryOptions options)
    {
        // The point alone may come again: some servers name the rest of a read by one number to its end.
        var isSamePage = result.Values.Length > 0
            && Point.AsSpan().SequenceEqual(result.ContinuationPoint) && _page.AsSpan().SequenceEqual(result.Values);
        _emptyPages = result.Values.Length == 0 ? _emptyPages + 1 : 0;
        _values += result.Values.Length;
        _page = result.Values;
        _pages++;
        Point = result.ContinuationPoint is { Length: > 0 } point && !result.Status.IsBad ? point : null;
        if (Point is null)
        {
            return result.Status.IsBad ? result.Status : StatusCode.Good;
        }

        return isSamePage || _emptyPages >= MaxEmptyPages || _pages >= options.MaxPages || _values > options.MaxValues
            ? StatusCode.BadTooManyMatches
            : StatusCode.Good;
    }
}
