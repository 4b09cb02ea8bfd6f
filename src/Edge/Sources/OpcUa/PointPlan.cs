using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Finds out which points a source has: those named by node, then what its subtrees hold.</summary>
internal sealed partial class PointPlan(
    OpcUaSourceOptions options, PointRegistry registry, PointPaths paths, TimeProvider time, ILogger logger)
{
    private readonly PathClaims _claims = new(paths);
    private readonly HashSet<ExpandedNodeId> _nodes = [];
    private readonly List<PlannedNode> _found = [];

    // How often to look and the rest do not matter for events.
    private static readonly ItemOptions Listened = new();

    /// <summary>What <see cref="PointDescription.SourceAddress"/> begins with for all points of a source that have values of variables.</summary>
    public static string AddressPrefix(string source) => $"opcua:{source};";

    /// <summary>What it begins with for those that have events.</summary>
    public static string EventAddressPrefix(string source) => $"opcua-events:{source};";

    /// <summary>What the machine says of its variables.</summary>
    public DeclaredTypes Declared { get; } = new(time);

    /// <summary>Whether the last plan has all that there is: no node refused to be browsed, and nothing was left out.</summary>
    public bool IsWhole { get; private set; }

    /// <exception cref="UaException">A subtree cannot be browsed, or the line broke.</exception>
    public async Task<IReadOnlyList<PlannedPoint>> MakeAsync(UaSession session, CancellationToken cancellationToken)
    {
        _nodes.Clear();
        _found.Clear();
        IsWhole = true;
        foreach (var point in options.Events)
        {
            // Not by the prefix of values: events are never read, and never told to be out of date.
            Add(point.Node, point.Naming, [.. point.Levels], point.DisplayName, "", Listened, point.Selection);
        }

        foreach (var point in options.Points)
        {
            Add(point.Node, point.Naming, [.. point.Levels], point.DisplayName, point.Unit, point.Item);
        }

        foreach (var subtree in options.Browse)
        {
            var browser = new SubtreeBrowser(session, subtree);
            foreach (var variable in await browser.FindAsync(cancellationToken))
            {
                Add(session.Namespaces.Expand(variable.Node), subtree.Naming, variable.Levels, variable.DisplayName, "", options.Item);
            }

            // A node that went while it was browsed is nothing that is missing.
            IsWhole &= !browser.IsCutOff && browser.Failed.TrueForAll(failed => failed.Status.Code == StatusCode.BadNodeIdUnknown);
            foreach (var failed in browser.Failed)
            {
                LogNotBrowsed(options.Name, session.Namespaces.Format(failed.Node), failed.Status);
            }

            if (browser.IsCutOff)
            {
                LogCutOff(options.Name, subtree.Start, subtree.MaxPoints);
            }
        }

        var types = await Declared.ReadAsync(session, [.. _found.Select(point => point.Node)], cancellationToken);
        var named = _claims.Renew([.. _found.Select(WishOf)], IsWhole);
        return [.. _found.Select((found, index) => Plan(found, named[index], types[index]))];
    }

    private static PathWish WishOf(PlannedNode found) =>
        new(found.Description.SourceAddress, found.Description.Path, NameTemplate.Safe(found.Node.NodeId.IdentifierText()));

    private PlannedPoint Plan(PlannedNode found, string path, DeclaredType declared)
    {
        var named = found.Description with { Path = path };
        var description = found.Events is null
            ? named with { DataType = declared.Type, ValueRank = declared.ValueRank, EnumTexts = declared.Texts }
            : named with { DataType = DataType.ExtensionObject };
        return new PlannedPoint(registry.Add(description), found.Node, description.Equipment, found.Item) { Events = found.Events };
    }

    private void Add(
        ExpandedNodeId node, PointNaming naming, string[] levels, string displayName, string unit, ItemOptions item, EventSelection? events = null)
    {
        if (!_nodes.Add(node))
        {
            return;
        }

        var description = new PointDescription
        {
            Path = naming.Path.Fill(options.Name, levels),
            Unit = unit,
            SourceAddress = (events is null ? AddressPrefix(options.Name) : EventAddressPrefix(options.Name)) + node,
            DisplayName = displayName,
            Equipment = naming.Equipment.Fill(options.Name, levels),
            Class = naming.Class,
        };
        _found.Add(new PlannedNode(description, node, item, events));
    }

    /// <param name="Description">Its path is the one that it wants.</param>
    private sealed record PlannedNode(PointDescription Description, ExpandedNodeId Node, ItemOptions Item, EventSelection? Events);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Node} cannot be browsed ({Status}); what is below it is not read")]
    private partial void LogNotBrowsed(string source, string node, StatusCode status);

    [LoggerMessage(LogLevel.Error, "Source {Source}: more than {MaxPoints} points below {Start}; the rest is NOT read. Narrow 'include' or raise 'maxPoints'")]
    private partial void LogCutOff(string source, ExpandedNodeId start, int maxPoints);
}
