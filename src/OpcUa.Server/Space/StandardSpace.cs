using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>Builds the part of the address space that every server has (OPC 10000-5).</summary>
internal static class StandardSpace
{
    private const uint UtcTime = 294;
    private const uint ServerState = 852;
    private const uint ServerStatusType = 862;

    /// <summary>The root folder with everything below it.</summary>
    public static ObjectNode Build(AddressSpace space)
    {
        // Folders are instances of a type that lies in one of them: these three are told their type at the end.
        var root = Folder(space, null, StandardNodes.Root, "Root");
        var types = Folder(space, root, StandardNodes.Types, "Types");
        var objectTypes = Folder(space, types, StandardNodes.ObjectTypes, "ObjectTypes");
        BuildObjectTypes(space, objectTypes);
        foreach (var folder in new[] { root, types, objectTypes })
        {
            folder.Add(new Reference(StandardNodes.HasTypeDefinition, space[StandardNodes.FolderType], IsForward: true));
        }

        var objects = Folder(space, root, StandardNodes.Objects, "Objects");
        Folder(space, root, StandardNodes.Views, "Views");
        BuildTypes(space, types);
        BuildServer(space, objects);
        ConditionMethods.Add(space);
        return root;
    }

    private static void BuildObjectTypes(AddressSpace space, Node objectTypes)
    {
        var baseObject = Type(space, objectTypes, StandardNodes.BaseObjectType, "BaseObjectType", 8);
        Type(space, baseObject, StandardNodes.FolderType, "FolderType", 8);
        Type(space, baseObject, StandardNodes.ServerType, "ServerType", 8);
        Type(space, baseObject, StandardNodes.DataTypeEncodingType, "DataTypeEncodingType", 8);
        foreach (var (id, name, parent) in ServerObject.Types.Concat(EventTypes.Tree))
        {
            Type(space, space[new NodeId(parent)], new NodeId(id), name, 8);
        }
    }

    private static void BuildTypes(AddressSpace space, Node types)
    {
        var variableTypes = Folder(space, types, StandardNodes.VariableTypes, "VariableTypes");
        var dataTypes = Folder(space, types, StandardNodes.DataTypes, "DataTypes");
        var referenceTypes = Folder(space, types, StandardNodes.ReferenceTypes, "ReferenceTypes");

        var baseVariable = Type(space, variableTypes, StandardNodes.BaseVariableType, "BaseVariableType", 16);
        Type(space, baseVariable, StandardNodes.BaseDataVariableType, "BaseDataVariableType", 16);
        Type(space, baseVariable, StandardNodes.PropertyType, "PropertyType", 16);

        foreach (var (id, name, parent) in StandardNodes.BuiltInDataTypes)
        {
            Type(space, Find(space, parent) ?? dataTypes, new NodeId(id), name, 64);
        }

        foreach (var (id, name, parent) in StandardNodes.ReferenceTypeTree)
        {
            Type(space, Find(space, parent) ?? referenceTypes, new NodeId(id), name, 32);
        }
    }

    private static void BuildServer(AddressSpace space, Node objects)
    {
        var server = new ObjectNode(
            StandardNodes.Server, new QualifiedName(0, "Server"), new LocalizedText(null, "Server"), StandardNodes.ServerType);
        server.NotifiesEvents = true;
        space.Add(objects, server, StandardNodes.Organizes, StandardNodes.ServerType);

        Computed(space, server, StandardNodes.NamespaceArray, "NamespaceArray", BuiltInType.String, 1, space.Namespaces.ToVariant);
        Computed(space, server, StandardNodes.ServerArray, "ServerArray", BuiltInType.String, 1,
            () => Variant.OfArray(BuiltInType.String, new[] { space.Namespaces.Uris[1] }));
        Property(space, server, StandardNodes.ServiceLevel, "ServiceLevel", (uint)BuiltInType.Byte, Variant.Of((byte)255));

        var status = Variable(space, server, StandardNodes.ServerStatus, "ServerStatus", ServerStatusType);
        Variable(space, status, StandardNodes.ServerStatusStartTime, "StartTime", UtcTime);
        Variable(space, status, StandardNodes.ServerStatusCurrentTime, "CurrentTime", UtcTime);
        // ServerState 0 is Running (OPC 10000-5 §12.6).
        Variable(space, status, StandardNodes.ServerStatusState, "State", ServerState).Set(new DataValue(Variant.Of(0)));

        foreach (var (id, name, type, parent) in ServerObject.Objects)
        {
            Object(space, space[new NodeId(parent)], new NodeId(id), name, new NodeId(type));
        }

        foreach (var (id, name, dataType, parent, value) in ServerObject.Properties)
        {
            Property(space, space[new NodeId(parent)], new NodeId(id), name, dataType, value);
        }
    }

    private static ObjectNode Folder(AddressSpace space, Node? parent, NodeId id, string name) => space.Add(
        parent,
        new ObjectNode(id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.FolderType),
        StandardNodes.Organizes,
        StandardNodes.FolderType);

    private static void Object(AddressSpace space, Node parent, NodeId id, string name, NodeId type) => space.Add(
        parent,
        new ObjectNode(id, new QualifiedName(0, name), new LocalizedText(null, name), type),
        StandardNodes.HasComponent,
        type);

    private static TypeNode Type(AddressSpace space, Node parent, NodeId id, string name, int nodeClass) => space.Add(
        parent,
        new TypeNode(id, new QualifiedName(0, name), nodeClass),
        parent is TypeNode ? StandardNodes.HasSubtype : StandardNodes.Organizes,
        typeDefinition: null);

    private static VariableNode Variable(AddressSpace space, Node parent, NodeId id, string name, uint dataType) => space.Add(
        parent,
        new VariableNode(
            id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.BaseDataVariableType, new NodeId(dataType), -1),
        StandardNodes.HasComponent,
        StandardNodes.BaseDataVariableType);

    private static void Property(AddressSpace space, Node parent, NodeId id, string name, uint dataType, Variant value)
    {
        var property = new VariableNode(
            id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.PropertyType, new NodeId(dataType), value.Shape == VariantShape.Array ? 1 : -1);
        property.Set(new DataValue(value));
        space.Add(parent, property, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }

    private static void Computed(
        AddressSpace space, Node parent, NodeId id, string name, BuiltInType type, int rank, Func<Variant> read)
    {
        var node = new VariableNode(
            id, new QualifiedName(0, name), new LocalizedText(null, name), StandardNodes.PropertyType, new NodeId((uint)type), rank);
        node.ComputeBy(() => new DataValue(read()));
        space.Add(parent, node, StandardNodes.HasProperty, StandardNodes.PropertyType);
    }

    private static Node? Find(AddressSpace space, uint id) =>
        id != 0 && space.TryFind(new NodeId(id), out var node) ? node : null;
}
