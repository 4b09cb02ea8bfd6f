using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.DataTypes;

/// <summary>
/// Reads types from a server, with those of their fields and their supertypes, in rounds of few requests: at most
/// <see cref="MaxTypes"/> types and <see cref="DataTypeBuilder.MaxInheritance"/> rounds, whatever the server answers.
/// </summary>
internal sealed class DataTypeReader(UaSession session, DataTypeTable known, CodecLimits limits)
{
    public const int MaxTypes = 5000;

    private static readonly BrowseOptions TypeOfEncoding = Inverse(38);
    private static readonly BrowseOptions Supertype = Inverse(45);

    private readonly Dictionary<NodeId, DataTypeNode> _nodes = [];
    private readonly Dictionary<NodeId, NodeId> _encodings = [];

    /// <summary>The types to which the ids of bodies belong.</summary>
    public IReadOnlyDictionary<NodeId, NodeId> Encodings => _encodings;

    /// <summary>The types of these bodies and these types, as far as the server tells.</summary>
    public async Task<List<DataTypeDescription>> ReadAsync(
        IReadOnlyCollection<NodeId> bodies, IReadOnlyCollection<NodeId> types, CancellationToken cancellationToken)
    {
        HashSet<NodeId> wanted = [.. types, .. await TypesOfAsync([.. bodies], cancellationToken).ConfigureAwait(false)];
        for (var round = 0; round < DataTypeBuilder.MaxInheritance; round++)
        {
            NodeId[] next = [.. wanted.Where(IsNew).Take(MaxTypes - _nodes.Count)];
            if (next.Length == 0)
            {
                break;
            }

            wanted = [];
            foreach (var node in await ReadAsync(next, cancellationToken).ConfigureAwait(false))
            {
                _nodes.Add(node.Id, node);
                wanted.Add(node.Supertype);
                wanted.UnionWith(node.Structure?.Fields.Select(field => field.DataType) ?? []);
            }
        }

        return new DataTypeBuilder(known, _nodes).Build(_encodings);
    }

    private bool IsNew(NodeId type) => !type.IsNull && known.Find(type) is null && !_nodes.ContainsKey(type);

    /// <summary>The types of encodings. A server without the reference may have put the type's own id into the extension object.</summary>
    private async Task<List<NodeId>> TypesOfAsync(NodeId[] bodies, CancellationToken cancellationToken)
    {
        List<NodeId> types = [];
        foreach (var (body, browsed) in bodies.Zip(await session.BrowseAsync(bodies, TypeOfEncoding, cancellationToken).ConfigureAwait(false)))
        {
            var type = browsed.References is [{ NodeId.IsLocal: true } first, ..] ? first.NodeId.NodeId : body;
            _encodings[body] = type;
            types.Add(type);
        }

        return types;
    }

    private async Task<List<DataTypeNode>> ReadAsync(NodeId[] types, CancellationToken cancellationToken)
    {
        ReadValueId[] attributes =
        [
            .. types.SelectMany(type => new ReadValueId[]
            {
                new(type, AttributeId.BrowseName), new(type, AttributeId.IsAbstract), new(type, AttributeId.DataTypeDefinition),
            }),
        ];
        var values = await session.ReadAsync(attributes, cancellationToken).ConfigureAwait(false);
        var supertypes = await session.BrowseAsync(types, Supertype, cancellationToken).ConfigureAwait(false);
        return [.. types.Select((type, i) => NodeOf(type, supertypes[i], values[3 * i], values[(3 * i) + 1], values[(3 * i) + 2]))];
    }

    private DataTypeNode NodeOf(NodeId id, BrowsedNode supertypes, in DataValue name, in DataValue isAbstract, in DataValue definition)
    {
        var decoded = DefinitionIn(definition);
        var structure = decoded as StructureDefinition;
        return new DataTypeNode(
            id,
            name.Value.TryGet(out QualifiedName given) ? given : new QualifiedName(0, id.ToString()),
            isAbstract.Value is { Type: BuiltInType.Boolean, Shape: VariantShape.Scalar } flag && flag.AsBoolean(),
            supertypes.References is [{ NodeId.IsLocal: true } first, ..] ? first.NodeId.NodeId : structure?.BaseDataType ?? default,
            structure,
            decoded as EnumDefinition);
    }

    private object? DefinitionIn(in DataValue value)
    {
        try
        {
            return value.Value.TryGet(out ExtensionObject? body) ? StandardStructures.Decode(body, limits) : null;
        }
        catch (UaException)
        {
            return null; // a definition that is none: values of the type keep their bytes
        }
    }

    private static BrowseOptions Inverse(uint referenceType) => new()
    {
        Direction = BrowseDirection.Inverse,
        ReferenceTypeId = new NodeId(referenceType),
        MaxReferences = 100, // a type has one supertype, an encoding one type
        MaxPages = 10,
    };
}
