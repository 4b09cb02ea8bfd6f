using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Space;

public sealed class AddressSpaceTests
{
    private readonly AddressSpace _space = new("urn:test:plant");

    [Fact]
    public void Every_object_and_variable_names_its_type_and_every_node_its_parent()
    {
        List<Node> seen = [];
        Walk(_space.Root, seen);

        Assert.Equal(_space.Count, seen.Count);
        Assert.All(
            seen.Where(node => node is ObjectNode or VariableNode),
            node => Assert.Single(node.References, reference => reference.Type == new NodeId(40) && reference.IsForward));
        Assert.All(
            seen.Where(node => node != _space.Root),
            node => Assert.Single(node.References, reference => !reference.IsForward));
    }

    [Fact]
    public void A_namespace_keeps_its_index_and_is_listed()
    {
        var index = _space.Namespaces.Add("urn:maker:press");

        Assert.Equal(2, index);
        Assert.Equal(index, _space.Namespaces.Add("urn:maker:press"));
        Assert.True(_space.TryFind(new NodeId(2255), out var node));
        Assert.True(((VariableNode)node).Value.Value.TryGet<string[]>(out var uris));
        Assert.Equal([NamespaceTable.OpcUa, "urn:test:plant", "urn:maker:press"], uris);
    }

    [Fact]
    public void An_id_is_given_once()
    {
        _space.AddFolder(_space.Objects, new NodeId("Plant", 1), "Plant");

        Assert.Throws<ArgumentException>(() => _space.AddFolder(_space.Objects, new NodeId("Plant", 1), "Again"));
    }

    private static void Walk(Node node, List<Node> seen)
    {
        seen.Add(node);
        foreach (var reference in node.References.Where(reference => reference.IsForward && reference.Type != new NodeId(40)))
        {
            Walk(reference.Target, seen);
        }
    }
}
