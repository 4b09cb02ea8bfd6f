using System.Runtime.CompilerServices;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>Walks a server's tree depth first; a node that is reached on several ways is shown once.</summary>
internal sealed class TreeWalk(UaSession session, int depth, bool values)
{
    private readonly HashSet<NodeId> _seen = [];

    public IAsyncEnumerable<TreeNode> WalkAsync(NodeId start, CancellationToken cancellationToken)
    {
        _seen.Add(start);
        return BelowAsync(start, "", 1, cancellationToken);
    }

    private async IAsyncEnumerable<TreeNode> BelowAsync(
        NodeId parent, string path, int level, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var children = new List<(NodeId Node, ReferenceDescription Reference)>();
        await foreach (var reference in session.BrowseAsync(parent, cancellationToken: cancellationToken))
        {
            if (session.Namespaces.TryResolve(reference.NodeId, out var node) && _seen.Add(node))
            {
                children.Add((node, reference));
            }
        }

        var read = values ? await ReadAsync(children, cancellationToken) : [];
        foreach (var (node, reference) in children)
        {
            var name = reference.BrowseName.Name ?? "";
            var here = path.Length == 0 ? name : $"{path}/{name}";
            DataValue? value = read.TryGetValue(node, out var found) ? found : null;
            yield return new TreeNode(here, name, session.Namespaces.Format(node), reference.NodeClass, level, value);
            if (level < depth)
            {
                await foreach (var below in BelowAsync(node, here, level + 1, cancellationToken))
                {
                    yield return below;
                }
            }
        }
    }

    private async Task<Dictionary<NodeId, DataValue>> ReadAsync(
        List<(NodeId Node, ReferenceDescription Reference)> children, CancellationToken cancellationToken)
    {
        var variables = children.Where(child => child.Reference.NodeClass == NodeClasses.Variable)
            .Select(child => child.Node)
            .ToArray();
        var read = await session.ReadAsync(variables, cancellationToken);
        return variables.Zip(read).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
