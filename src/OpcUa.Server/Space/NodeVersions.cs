using System.Globalization;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>
/// Numbers the versions of the objects that have one, and tells what changed about them (Part 3 §9.32.2). Changes of nodes without a version are told to
/// nobody; what is added below an object with a version has one too.
/// </summary>
internal sealed class NodeVersions(AddressSpace space)
{
    private static readonly QualifiedName Name = new(0, "NodeVersion");

    private readonly Lock _gate = new();

    /// <summary>Each change, after it has happened; called on the thread of whoever changed something.</summary>
    public event Action<ModelChange>? Changed;

    /// <summary>From now on the object has a version, and so have the objects below it.</summary>
    public void Keep(ObjectNode node)
    {
        foreach (var each in Subtree.Of(node, space.Types).OfType<ObjectNode>().Where(each => each.Version is null && (each == node || each.Id.NamespaceIndex != 0)))
        {
            each.Version = AddVersion(each);
        }
    }

    public void Added(Node parent, Node node)
    {
        if (parent is ObjectNode { Version: not null } versioned)
        {
            if (node is ObjectNode added)
            {
                added.Version = AddVersion(added);
            }

            Tell(node, ModelChangeVerbs.NodeAdded);
            Tell(versioned, ModelChangeVerbs.ReferenceAdded);
        }
    }

    /// <param name="removed">What is no longer there, with its references as they were.</param>
    public void Removed(IEnumerable<(Node Node, ObjectNode Parent)> removed)
    {
        foreach (var (node, parent) in removed)
        {
            Tell(node, ModelChangeVerbs.NodeDeleted);
            if (!parent.IsRemoved)
            {
                Tell(parent, ModelChangeVerbs.ReferenceDeleted);
            }
        }
    }

    // The property comes before the version: it is no change by itself.
    private VariableNode AddVersion(ObjectNode node)
    {
        var id = new NodeId($"{node.Id.Text ?? node.Id.IdentifierText()}.NodeVersion", Math.Max(node.Id.NamespaceIndex, (ushort)1));
        var property = new VariableNode(id, Name, new LocalizedText(null, Name.Name), StandardNodes.PropertyType, new NodeId((uint)BuiltInType.String), -1);
        property.Set(new DataValue(Variant.Of("1")));
        return space.Add(node, property, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }

    private void Tell(Node node, ModelChangeVerbs verb)
    {
        if (node is ObjectNode { Version: { } version, IsRemoved: false })
        {
            lock (_gate)
            {
                if (version.Value.Value.Reference is string last) // none when the property has been removed
                {
                    version.Set(new DataValue(Variant.Of((int.Parse(last, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture))));
                }
            }
        }

        Changed?.Invoke(new ModelChange(node.Id, TypeOf(node), verb));
    }

    private static NodeId TypeOf(Node node) => node switch
    {
        ObjectNode instance => instance.TypeDefinition,
        VariableNode variable => variable.TypeDefinition,
        _ => default,
    };
}
