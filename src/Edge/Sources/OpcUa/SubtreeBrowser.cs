using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>A variable found by walking down.</summary>
internal sealed record FoundVariable(NodeId Node, string[] Levels, string DisplayName);

/// <summary>Walks down a server's nodes level by level and looks only where the patterns can still match; every node once, however it is linked.</summary>
internal sealed class SubtreeBrowser(UaSession session, SubtreeOptions options)
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 1_000_000;

    private static readonly NodeId HasProperty = new(46);
    private static readonly BrowseOptions Children = new() { NodeClassMask = NodeClasses.Object | NodeClasses.Variable };

    private readonly HashSet<NodeId> _seen = [];
    private readonly List<FoundVariable> _found = [];

    /// <summary>There was more than the options allow.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Nodes that could not be browsed; what is below them is not found.</summary>
    public List<BrowsedNode> Failed { get; } = [];

    /// <exception cref="UaException">The start is not there, or the line broke.</exception>
    public async Task<IReadOnlyList<FoundVariable>> FindAsync(CancellationToken cancellationToken)
    {
        if (!session.Namespaces.TryResolve(options.Start, out var start))
        {
            throw new UaException(StatusCode.BadNodeIdUnknown, $"The server does not have the namespace of {options.Start}.");
        }

        List<(NodeId Node, string[] Levels)> level = [(start, [])];
        for (var depth = 0; depth < MaxDepth && level.Count > 0 && !IsCutOff; depth++)
        {
            var browsed = await session.BrowseAsync([.. level.Select(place => place.Node)], Children, cancellationToken);
            if (depth == 0 && browsed[0].Status.IsBad)
            {
                throw new UaException(browsed[0].Status, $"{options.Start} cannot be browsed: {browsed[0].Status}.");
            }

            level = [.. level.Zip(browsed).SelectMany(pair => Look(pair.First.Levels, pair.Second))];
        }

        return _found;
    }

    /// <summary>Takes the points among a node's children; gives the children to look below.</summary>
    private List<(NodeId Node, string[] Levels)> Look(string[] levels, BrowsedNode browsed)
    {
        List<(NodeId, string[])> below = [];
        if (browsed.Status.IsBad)
        {
            Failed.Add(browsed);
        }

        foreach (var child in browsed.References)
        {
            if (child.ReferenceTypeId == HasProperty
                || !session.Namespaces.TryResolve(child.NodeId, out var node)
                || _seen.Count >= MaxNodes
                || !_seen.Add(node))
            {
                continue;
            }

            string[] place = [.. levels, NameTemplate.Safe(child.BrowseName.Name ?? "")];
            if (child.NodeClass == NodeClasses.Variable && options.Takes(place))
            {
                Take(new FoundVariable(node, place, child.DisplayName.Text ?? ""));
            }

            if (options.LooksBelow(place))
            {
                below.Add((node, place));
            }
        }

        return below;
    }

    private void Take(FoundVariable variable)
    {
        if (_found.Count < options.MaxPoints)
        {
            _found.Add(variable);
        }
        else
        {
            IsCutOff = true;
        }
    }
}
