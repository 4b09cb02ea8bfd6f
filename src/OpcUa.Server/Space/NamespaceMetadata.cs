using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>Describes namespaces where clients look whether what they know of one is still true (Part 5 §6.3.14).</summary>
public static class NamespaceMetadata
{
    private static readonly NodeId Namespaces = new(11715);
    private static readonly NodeId MetadataType = new(11616);
    private const uint IdTypes = 256;
    private const uint NumericRanges = 291;

    /// <summary>An object for a namespace below the Server's Namespaces; its ids are in that namespace and begin with <c>NamespaceMetadata</c>.</summary>
    /// <param name="index">The namespace's number in this server; not 0.</param>
    /// <param name="version">As its maker counts, e.g. <c>1.2</c>.</param>
    /// <param name="published">When this version was made.</param>
    /// <exception cref="ArgumentException">The namespace is not there, or is described already.</exception>
    public static ObjectNode AddMetadata(this AddressSpace space, ushort index, string version, DateTimeOffset published)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (index == 0 || index >= space.Namespaces.Uris.Count)
        {
            throw new ArgumentException($"There is no namespace {index} of this server's own.", nameof(index));
        }

        var uri = space.Namespaces.Uris[index];
        var node = space.Add(
            space[Namespaces],
            new ObjectNode(new NodeId("NamespaceMetadata", index), new QualifiedName(index, uri), new LocalizedText(null, uri), MetadataType),
            StandardNodes.HasComponent,
            MetadataType);
        Add(space, node, "NamespaceUri", (uint)BuiltInType.String, Variant.Of(uri));
        Add(space, node, "NamespaceVersion", (uint)BuiltInType.String, Variant.Of(version));
        Add(space, node, "NamespacePublicationDate", (uint)BuiltInType.DateTime, Variant.Of(UaDateTime.From(published)));
        Add(space, node, "IsNamespaceSubset", (uint)BuiltInType.Boolean, Variant.Of(false));

        // Which ids are the same in every server with this namespace: none is known to be.
        Add(space, node, "StaticNodeIdTypes", IdTypes, Variant.OfArray(BuiltInType.Int32, Array.Empty<int>()));
        Add(space, node, "StaticNumericNodeIdRange", NumericRanges, Variant.OfArray(BuiltInType.String, Array.Empty<string>()));
        Add(space, node, "StaticStringNodeIdPattern", (uint)BuiltInType.String, Variant.Of(""));
        return node;
    }

    private static void Add(AddressSpace space, ObjectNode owner, string name, uint dataType, Variant value)
    {
        var property = new VariableNode(
            new NodeId($"NamespaceMetadata.{name}", owner.Id.NamespaceIndex), new QualifiedName(0, name), new LocalizedText(null, name),
            StandardNodes.PropertyType, new NodeId(dataType), value.Shape == VariantShape.Array ? 1 : -1);
        property.Set(new DataValue(value));
        space.Add(owner, property, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }
}
