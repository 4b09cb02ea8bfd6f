using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Server.Space;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>The conditions of an address space, by the objects that stand for them.</summary>
/// <remarks>For any number of threads.</remarks>
internal sealed class ConditionList(AddressSpace space)
{
    private readonly ConcurrentDictionary<Node, Condition> _conditions = new();

    /// <summary>Those whose objects are in the address space.</summary>
    public IEnumerable<Condition> Present =>
        _conditions.Where(each => space.TryFind(each.Key.Id, out var node) && node == each.Key).Select(each => each.Value);

    public Condition? Find(Node node) => _conditions.GetValueOrDefault(node);

    public void Add(Condition condition) => _conditions[condition.Node] = condition;

    /// <summary>Lets go of those whose objects are removed; who has them on a list is told that they need no attention any longer.</summary>
    public void End(IEnumerable<Node> removed)
    {
        foreach (var node in removed)
        {
            if (_conditions.TryRemove(node, out var condition))
            {
                condition.End();
            }
        }
    }
}
