using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>The nodes by their ids. Each is tied to its parent when it comes, and cut off whole when it goes: nothing comes in below what goes.</summary>
/// <remarks>For any number of threads.</remarks>
internal sealed class NodeTable
{
    private readonly ConcurrentDictionary<NodeId, Node> _nodes = new();
    private readonly Lock _changing = new();

    public int Count => _nodes.Count;

    public bool TryFind(NodeId id, [NotNullWhen(true)] out Node? node) => _nodes.TryGetValue(id, out node);

    /// <exception cref="ArgumentException">The id is taken, or the parent is not there.</exception>
    public void Add(Node? parent, Node node, NodeId referenceType, NodeId? typeDefinition)
    {
        lock (_changing)
        {
            if (parent is not null && !Holds(parent))
            {
                throw new ArgumentException($"{parent.Id} is not in this address space (any longer).", nameof(parent));
            }

            if (!_nodes.TryAdd(node.Id, node))
            {
                throw new ArgumentException($"There is a node {node.Id} already.", nameof(node));
            }

            // The type refers back to none of its instances: it would list every variable of the plant.
            if (typeDefinition is { } id && _nodes.TryGetValue(id, out var type))
            {
                node.Add(new Reference(StandardNodes.HasTypeDefinition, type, IsForward: true));
            }

            if (node is TypeNode subtype)
            {
                subtype.Supertype = parent as TypeNode;
            }

            if (parent is not null)
            {
                node.Add(new Reference(referenceType, parent, IsForward: false));
                parent.Add(new Reference(referenceType, node, IsForward: true));
            }
        }
    }

    /// <summary>Takes a node out with what lies below it.</summary>
    /// <param name="goes">Called before, with all of it.</param>
    /// <returns>What was taken out; nothing when the node is not there.</returns>
    public IReadOnlyCollection<Node> Remove(Node node, TypeTree types, Action<IReadOnlySet<Node>> goes)
    {
        lock (_changing)
        {
            if (!Holds(node))
            {
                return [];
            }

            var removed = Subtree.Of(node, types);
            goes(removed);
            foreach (var each in removed)
            {
                _nodes.TryRemove(each.Id, out _);
            }

            foreach (var neighbour in Subtree.Neighbours(removed).ToArray())
            {
                neighbour.Forget(removed);
            }

            return removed;
        }
    }

    private bool Holds(Node node) => _nodes.TryGetValue(node.Id, out var found) && found == node;
}
